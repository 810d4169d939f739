CREATE FUNCTION find_word(varchar) RETURNS SETOF varchar LANGUAGE sql
    AS $$ SELECT v FROM words WHERE k = $1 ORDER BY id $$;
