-- The columns of mailcow's database that its maps and ours read.
CREATE TABLE domain (
    domain varchar(255) NOT NULL PRIMARY KEY,
    backupmx tinyint(1) NOT NULL,
    active tinyint(1) NOT NULL
);
CREATE TABLE alias_domain (
    alias_domain varchar(255) NOT NULL PRIMARY KEY,
    target_domain varchar(255) NOT NULL,
    active tinyint(1) NOT NULL
);
CREATE TABLE mailbox (
    username varchar(255) NOT NULL PRIMARY KEY,
    name varchar(255) NOT NULL,
    active tinyint(1) NOT NULL
);
CREATE TABLE alias (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    address varchar(255) NOT NULL UNIQUE,
    goto text NOT NULL,
    domain varchar(255) NOT NULL,
    active tinyint(1) NOT NULL
);
CREATE TABLE sender_acl (
    logged_in_as varchar(255) NOT NULL,
    send_as varchar(255) NOT NULL
);

INSERT INTO domain (domain, backupmx, active) VALUES
    ('example.com', 0, 1),
    ('xn--bcher-kva.example', 0, 1),
    ('backup.example', 1, 1),
    ('off.example', 0, 0);
INSERT INTO alias_domain (alias_domain, target_domain, active) VALUES
    ('example.net', 'example.com', 1),
    ('former.example', 'example.com', 0);
INSERT INTO mailbox (username, name, active) VALUES
    ('ann@example.com', 'Ann Private', 1),
    ('bob@example.com', 'Bob Private', 0),
    ('carol@example.com', 'Carol Private', 1),
    ('dave@example.com', 'Receives, but must not log in', 2),
    ('kate@xn--bcher-kva.example', 'Kate Private', 1),
    ('o''neil@example.com', '', 1),
    ('per%cent@example.com', '', 1),
    ('under_score@example.com', '', 1),
    ('back\slash@example.com', '', 1);
INSERT INTO alias (address, goto, domain, active) VALUES
    ('ann@example.com', 'ann@example.com', 'example.com', 1),
    ('o''neil@example.com', 'o''neil@example.com', 'example.com', 1),
    ('sales@example.com', 'ann@example.com', 'example.com', 1),
    ('hidden@example.com', 'carol@example.com', 'example.com', 2),
    ('robert@example.com', 'bob@example.com', 'example.com', 1),
    ('former@example.com', 'ann@example.com', 'example.com', 0),
    ('team@example.com', 'ann@example.com,carol@example.com', 'example.com', 1),
    ('away@example.com', 'ann@elsewhere.example', 'example.com', 1);
INSERT INTO sender_acl (logged_in_as, send_as) VALUES
    ('carol@example.com', 'ann@example.com'),
    ('carol@example.com', '@xn--bcher-kva.example');
