CREATE TABLE domain (domain text PRIMARY KEY, active boolean);
CREATE TABLE mailbox (username text PRIMARY KEY, password text, maildir text, active boolean);
INSERT INTO domain VALUES ('hoster.example', true), ('customer.example', true), ('old.example', false);
INSERT INTO mailbox VALUES ('ann@hoster.example', '{PLAIN}word', 'hoster.example/ann/', true),
    ('bob@customer.example', '{PLAIN}word', 'customer.example/bob/', true);
