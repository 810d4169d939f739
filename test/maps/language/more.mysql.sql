CREATE PROCEDURE find_word(IN wanted varchar(255)) SELECT v FROM words WHERE k = wanted ORDER BY id;
CREATE FUNCTION word_of(wanted varchar(255)) RETURNS varchar(255) READS SQL DATA
    RETURN (SELECT v FROM words WHERE k = wanted ORDER BY id LIMIT 1);
