-- The columns of PostfixAdmin 4 that its maps and ours read.
CREATE TABLE domain (
    domain varchar(255) NOT NULL PRIMARY KEY,
    backupmx boolean NOT NULL,
    active boolean NOT NULL
);
CREATE TABLE alias_domain (
    alias_domain varchar(255) NOT NULL PRIMARY KEY,
    target_domain varchar(255) NOT NULL,
    active boolean NOT NULL
);
CREATE TABLE mailbox (
    username varchar(255) NOT NULL PRIMARY KEY,
    name varchar(255) NOT NULL,
    domain varchar(255) NOT NULL,
    active boolean NOT NULL
);
CREATE TABLE alias (
    address varchar(255) NOT NULL PRIMARY KEY,
    goto text NOT NULL,
    domain varchar(255) NOT NULL,
    active boolean NOT NULL
);

INSERT INTO domain (domain, backupmx, active) VALUES
    ('ALL', FALSE, TRUE),
    ('example.com', FALSE, TRUE),
    ('example.net', FALSE, TRUE),
    ('xn--bcher-kva.example', FALSE, TRUE),
    ('backup.example', TRUE, TRUE),
    ('off.example', FALSE, FALSE);
INSERT INTO alias_domain (alias_domain, target_domain, active) VALUES
    ('example.net', 'example.com', TRUE),
    ('off.example', 'example.com', FALSE);
INSERT INTO mailbox (username, name, domain, active) VALUES
    ('ann@example.com', 'Ann Private', 'example.com', TRUE),
    ('bob@example.com', 'Bob Private', 'example.com', FALSE),
    ('carol@example.com', 'Carol Private', 'example.com', TRUE),
    ('kate@xn--bcher-kva.example', 'Kate Private', 'xn--bcher-kva.example', TRUE),
    ('o''neil@example.com', '', 'example.com', TRUE),
    ('per%cent@example.com', '', 'example.com', TRUE),
    ('under_score@example.com', '', 'example.com', TRUE),
    ('back\slash@example.com', '', 'example.com', TRUE),
    ('dou"ble@example.com', '', 'example.com', TRUE),
    ('star*@example.com', '', 'example.com', TRUE),
    ('(round)@example.com', '', 'example.com', TRUE);
INSERT INTO alias (address, goto, domain, active) VALUES
    ('ann@example.com', 'ann@example.com', 'example.com', TRUE),
    ('bob@example.com', 'bob@example.com', 'example.com', FALSE),
    ('carol@example.com', 'carol@example.com', 'example.com', TRUE),
    ('o''neil@example.com', 'o''neil@example.com', 'example.com', TRUE),
    ('sales@example.com', 'ann@example.com', 'example.com', TRUE),
    ('robert@example.com', 'bob@example.com', 'example.com', TRUE),
    ('former@example.com', 'ann@example.com', 'example.com', FALSE),
    ('team@example.com', 'ann@example.com,carol@example.com', 'example.com', TRUE),
    ('away@example.com', 'ann@elsewhere.example', 'example.com', TRUE);
