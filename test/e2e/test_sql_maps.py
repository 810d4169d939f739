"""fingerpost-mapd with real SQL databases, beyond what the files of mail suites need."""
import time
import unittest

from databases import MAPD, PASSWORD, READER, Mapd, MariaDB, PostgreSQL, PostgreSQLStandby
from harness import Case, free_port

# The longest time for an answer, whatever the database does, plus a tolerance for a busy machine.
LONGEST = 2.6
SECRET = 'key-word-8812'


class Tables(Case):
    """Tables of one server, each a query, served by one fingerpost-mapd."""

    type = None
    # The lines of each file, by name.
    FILES = {}

    @classmethod
    def serve(cls, parameters):
        cls.maps = {}
        for name, lines in cls.FILES.items():
            settings = {**parameters, **lines}
            path = cls.write(f'{name}.cf', ''.join(f'{key} = {value}\n' for key, value in
                                                   settings.items()))
            cls.maps[name] = f'{cls.type}:{path}'
        cls.mapd = Mapd(cls, ''.join(f'provider {name} {{ domain-map {map_} imap a.example smtp '
                                     'a.example }\n' for name, map_ in cls.maps.items()))

    def ask(self, name, key):
        begin = time.monotonic()
        answer = self.mapd.ask(self.maps[name], key)
        self.assertLess(time.monotonic() - begin, LONGEST)
        return answer

    def assert_found(self, name, key, value):
        self.assertEqual(self.ask(name, key), ('found', value.encode()))

    def assert_unavailable(self, name, key):
        """fingerpost-mapd itself reports the timeout if the database's library would report it
        later."""
        self.assertIn(self.ask(name, key)[0], ('failed', 'timeout'))

    def assert_word(self, name, key, word):
        answer = self.ask(name, key)
        self.assertEqual(answer[0], word, answer)


def query(text, **more):
    return {**more, 'query': text}


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class OfPostgreSQL(Tables):
    type = 'pgsql'
    FILES = {
        'plain': query("SELECT v FROM t WHERE k = '%s'"),
        'odd_password': query("SELECT '%s'", user='odd', password="a \"b'c\\d=&?%#  é"),
        'division': query("SELECT 1 / (length('%s') - 5)"),
        'number': query("SELECT v FROM t WHERE id = '%u'"),
        'slow': query("SELECT '%s' FROM pg_sleep(30)"),
        'writing': query("SELECT writes('%s')"),
        'noisy': query("SELECT noisy('%s')"),
        'loud': query("SELECT loud('%s')"),
        'missing': query("SELECT v FROM missing WHERE k = '%s'"),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = PostgreSQL.of(cls)
        cls.standby = PostgreSQLStandby.of(cls, cls.server)
        cls.server.create('mail')
        cls.server.sql(f"""
            CREATE TABLE t (id integer, k text, v text);
            INSERT INTO t VALUES (1, 'ann@example.com', 'one'), (2, 'ann@example.com', 'two');
            CREATE FUNCTION writes(text) RETURNS text LANGUAGE sql AS
                $$ INSERT INTO t (k) VALUES ($1) RETURNING k $$;
            CREATE FUNCTION noisy(text) RETURNS text LANGUAGE plpgsql AS
                $$ BEGIN RAISE NOTICE 'n %', $1; RAISE WARNING 'w %', $1; RETURN $1; END $$;
            CREATE FUNCTION loud(text) RETURNS text LANGUAGE plpgsql
                SET client_min_messages = notice AS
                $$ BEGIN RAISE NOTICE 'n %', $1; RAISE WARNING 'w %', $1; RETURN $1; END $$;
            GRANT ALL ON t TO {READER};
            CREATE ROLE odd LOGIN PASSWORD 'a "b''c\\d=&?%#  é';
        """, 'mail')
        both = f'{cls.standby.inet},{cls.server.inet}'
        uri = f'postgresql://{READER}:{PASSWORD}@{both}/mail?target_session_attrs='
        cls.FILES = {
            **cls.FILES,
            'second_host': query("SELECT '%s'", hosts=f'127.0.0.1:{free_port()}, {cls.server.inet}'),
            'primary': query("SELECT pg_is_in_recovery() WHERE '%s' <> ''", hosts=f'{uri}read-write'),
            'standby': query("SELECT pg_is_in_recovery() WHERE '%s' <> ''", hosts=f'{uri}standby'),
            'socket': query("SELECT '%s'", hosts=cls.server.uri('mail')),
        }
        cls.serve({'hosts': cls.server.inet, 'user': READER, 'password': PASSWORD, 'dbname': 'mail'})

    def test_passwords_and_hosts(self):
        for name in ('odd_password', 'second_host', 'socket'):
            self.assert_found(name, 'a', 'a')

    def test_a_server_that_can_be_written_to(self):
        self.assert_found('primary', 'a', 'f')
        self.assert_found('standby', 'a', 't')

    def test_a_key_that_the_database_refuses_is_not_the_map_s_fault(self):
        self.assert_word('division', 'five5', 'refused')
        self.assert_found('division', 'seven77', '0')

    def test_a_query_that_the_database_refuses_is(self):
        self.assert_word('missing', 'a', 'failed')
        self.assert_word('number', 'ann@example.com', 'failed')
        self.assert_found('number', '1@example.com', 'one')

    def test_nothing_is_written(self):
        before = self.server.dump('mail')
        self.assert_word('writing', SECRET, 'failed')
        self.assertEqual(self.server.dump('mail'), before)

    def test_what_a_function_says_is_not_logged(self):
        self.assert_found('noisy', SECRET, SECRET)
        self.assert_found('loud', SECRET, SECRET)
        self.assertNotIn(SECRET, self.mapd.log())

    def test_a_query_that_takes_too_long(self):
        self.assert_word('slow', 'a', 'failed')
        self.assert_found('plain', 'ann@example.com', 'one,two')

    def test_a_connection_that_was_ended(self):
        self.assert_found('plain', 'ann@example.com', 'one,two')
        self.server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        f"WHERE usename = '{READER}'")
        self.assert_found('plain', 'ann@example.com', 'one,two')

    def test_a_server_that_hangs_and_continues(self):
        self.assert_found('plain', 'ann@example.com', 'one,two')
        self.server.pause()
        try:
            # Over the existing connection, and over a new one.
            for _ in range(2):
                self.assert_unavailable('plain', 'ann@example.com')
        finally:
            self.server.resume()
        self.assert_found('plain', 'ann@example.com', 'one,two')


@unittest.skipUnless(MAPD and MAPD.exists(), 'built without fingerpost-mapd')
class OfMySQL(Tables):
    type = 'mysql'
    FILES = {
        'plain': query("SELECT v FROM t WHERE k = '%s'"),
        'echo': query("SELECT '%s', \"'%u\", 'a\\'b'"),
        'ascii': query("SELECT v FROM ascii_only WHERE k = '%s'"),
        'call': query("CALL find_it('%s')"),
        'nothing': query("CALL nothing('%s')"),
        'nothing_allowed': query("CALL nothing('%s')", require_result_set='no'),
        'slow': query("SELECT '%s', sleep(30)"),
        'busy': query("SELECT count(*) FROM big a, big b, big c, big d WHERE '%s' <> a.n + b.n + c.n "
                      "+ d.n"),
        'writing': query("SELECT writes('%s')"),
        'missing': query("SELECT v FROM missing WHERE k = '%s'"),
        'odd_password': query("SELECT '%s'", user='odd', password="a \"b'c\\d=&?%#  é"),
        'plugin': query("SELECT '%s'", user='other_way', password='word'),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = MariaDB.of(cls)
        cls.server.create('mail')
        cls.server.sql("""
            CREATE TABLE t (k varchar(99), v varchar(99));
            INSERT INTO t VALUES ('ann@example.com', 'one'), ('ann@example.com', 'two');
            CREATE TABLE ascii_only (k varchar(99) CHARACTER SET ascii, v varchar(99));
            INSERT INTO ascii_only VALUES ('a', 'one');
            CREATE TABLE big AS SELECT seq AS n FROM seq_1_to_1000;
            CREATE PROCEDURE find_it(IN p varchar(99)) SELECT v FROM t WHERE k = p;
            GRANT INSERT ON t TO reader@'%';
            CREATE USER odd@'%' IDENTIFIED BY 'a "b\'\'c\\\\d=&?%#  é';
            GRANT SELECT ON t TO odd@'%';
            INSTALL SONAME 'auth_ed25519';
            CREATE USER other_way@'%' IDENTIFIED VIA ed25519 USING PASSWORD('word');
            GRANT SELECT ON t TO other_way@'%';
            DELIMITER //
            CREATE PROCEDURE nothing(IN p varchar(99)) BEGIN
                IF p = 'a' THEN SELECT 'b'; END IF;
            END//
            CREATE FUNCTION writes(p varchar(99)) RETURNS varchar(99) MODIFIES SQL DATA BEGIN
                INSERT INTO t VALUES (p, p);
                RETURN p;
            END//
        """, 'mail')
        cls.serve({'hosts': cls.server.unix, 'user': READER, 'password': PASSWORD, 'dbname': 'mail'})

    def test_a_password(self):
        self.assert_found('odd_password', 'a', 'a')

    def test_a_way_to_log_in_that_the_library_loads_a_file_for(self):
        self.assert_found('plugin', 'a', 'a')

    def test_procedures(self):
        for _ in range(3):
            self.assert_found('call', 'ann@example.com', 'one,two')
            self.assert_word('call', 'bob@example.com', 'absent')
            self.assert_found('nothing', 'a', 'b')
            self.assert_word('nothing', 'c', 'refused')
            self.assert_found('nothing_allowed', 'a', 'b')
            self.assert_word('nothing_allowed', 'c', 'absent')

    def test_strings_mean_the_same_whatever_the_mode_of_the_server(self):
        for mode in ('', 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', 'ANSI'):
            self.server.sql(f"SET GLOBAL sql_mode = '{mode}'")
            self.end_connections()
            for key in ('plain', "\\'", "\\\\' or 1 -- ", "'", '"', '\\', 'ü'):
                with self.subTest(mode=mode, key=key):
                    self.assert_found('echo', key, f"{key},'{key},a'b")

    def end_connections(self):
        rows = self.server.sql("SELECT id FROM information_schema.processlist WHERE user = "
                               f"'{READER}'")
        self.server.sql(''.join(f'KILL {row};' for row in rows.split()) or 'SELECT 1')

    def test_a_connection_that_was_ended(self):
        self.assert_found('plain', 'ann@example.com', 'one,two')
        self.end_connections()
        self.assert_found('plain', 'ann@example.com', 'one,two')

    def test_a_key_that_the_database_refuses_is_not_the_map_s_fault(self):
        self.assert_word('ascii', 'ü', 'refused')
        self.assert_found('ascii', 'a', 'one')

    def test_a_query_that_the_database_refuses_is(self):
        self.assert_word('missing', 'a', 'failed')

    def test_nothing_is_written(self):
        before = self.server.dump('mail')
        self.assert_word('writing', SECRET, 'failed')
        self.assertEqual(self.server.dump('mail'), before)
        self.assertNotIn(SECRET, self.mapd.log())

    def test_queries_that_take_too_long(self):
        for name in ('slow', 'busy'):
            self.assert_word(name, 'a', 'failed')

    def test_a_server_that_hangs_and_continues(self):
        self.assert_found('plain', 'ann@example.com', 'one,two')
        self.server.pause()
        try:
            for _ in range(2):
                self.assert_unavailable('plain', 'ann@example.com')
        finally:
            self.server.resume()
        self.assert_found('plain', 'ann@example.com', 'one,two')


if __name__ == '__main__':
    unittest.main()
