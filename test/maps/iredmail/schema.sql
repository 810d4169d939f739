-- The columns of iRedMail's database that its maps and ours read.
CREATE TABLE domain (
    domain varchar(255) NOT NULL PRIMARY KEY,
    backupmx smallint NOT NULL,
    active smallint NOT NULL
);
CREATE TABLE alias_domain (
    alias_domain varchar(255) NOT NULL PRIMARY KEY,
    target_domain varchar(255) NOT NULL,
    active smallint NOT NULL
);
CREATE TABLE mailbox (
    username varchar(255) NOT NULL PRIMARY KEY,
    name varchar(255) NOT NULL,
    domain varchar(255) NOT NULL,
    enableimapsecured smallint NOT NULL,
    enablesmtpsecured smallint NOT NULL,
    active smallint NOT NULL
);
CREATE TABLE forwardings (
    address varchar(255) NOT NULL,
    forwarding varchar(255) NOT NULL,
    is_alias smallint NOT NULL,
    is_forwarding smallint NOT NULL,
    is_list smallint NOT NULL,
    active smallint NOT NULL,
    PRIMARY KEY (address, forwarding)
);

INSERT INTO domain (domain, backupmx, active) VALUES
    ('example.com', 0, 1),
    ('xn--bcher-kva.example', 0, 1),
    ('backup.example', 1, 1),
    ('off.example', 0, 0);
INSERT INTO alias_domain (alias_domain, target_domain, active) VALUES
    ('example.net', 'example.com', 1),
    ('former.example', 'example.com', 0);
INSERT INTO mailbox (username, name, domain, enableimapsecured, enablesmtpsecured, active) VALUES
    ('ann@example.com', 'Ann Private', 'example.com', 1, 1, 1),
    ('bob@example.com', 'Bob Private', 'example.com', 1, 1, 0),
    ('carol@example.com', 'Carol Private', 'example.com', 1, 1, 1),
    ('dave@example.com', 'Dave Private', 'example.com', 0, 1, 1),
    ('kate@xn--bcher-kva.example', 'Kate Private', 'xn--bcher-kva.example', 1, 1, 1),
    ('o''neil@example.com', '', 'example.com', 1, 1, 1),
    ('per%cent@example.com', '', 'example.com', 1, 1, 1),
    ('under_score@example.com', '', 'example.com', 1, 1, 1),
    ('back\slash@example.com', '', 'example.com', 1, 1, 1);
INSERT INTO forwardings (address, forwarding, is_alias, is_forwarding, is_list, active) VALUES
    ('ann@example.com', 'ann@example.com', 0, 1, 0, 1),
    ('bob@example.com', 'bob@example.com', 0, 1, 0, 1),
    ('o''neil@example.com', 'o''neil@example.com', 0, 1, 0, 1),
    ('sales@example.com', 'ann@example.com', 1, 0, 0, 1),
    ('robert@example.com', 'bob@example.com', 1, 0, 0, 1),
    ('former@example.com', 'ann@example.com', 1, 0, 0, 0),
    ('team@example.com', 'ann@example.com', 0, 0, 1, 1),
    ('team@example.com', 'carol@example.com', 0, 0, 1, 1),
    ('away@example.com', 'ann@elsewhere.example', 1, 0, 0, 1);
