-- The columns of Modoboa's database that its maps and ours read.
CREATE TABLE admin_domain (
    id int NOT NULL PRIMARY KEY,
    name varchar(100) NOT NULL UNIQUE,
    type varchar(20) NOT NULL,
    enabled boolean NOT NULL
);
CREATE TABLE admin_domainalias (
    id int NOT NULL PRIMARY KEY,
    name varchar(254) NOT NULL UNIQUE,
    target_id int NOT NULL,
    enabled boolean NOT NULL
);
CREATE TABLE core_user (
    id int NOT NULL PRIMARY KEY,
    email varchar(254) NOT NULL,
    first_name varchar(30) NOT NULL,
    is_active boolean NOT NULL
);
CREATE TABLE admin_mailbox (
    id int NOT NULL PRIMARY KEY,
    address varchar(252) NOT NULL,
    domain_id int NOT NULL,
    user_id int NOT NULL
);
CREATE TABLE admin_alias (
    id int NOT NULL PRIMARY KEY,
    address varchar(254) NOT NULL,
    domain_id int NOT NULL,
    enabled boolean NOT NULL,
    expire_at timestamp NULL
);
CREATE TABLE modoboa_admin_aliasrecipient (
    id int NOT NULL PRIMARY KEY,
    address varchar(254) NOT NULL,
    alias_id int NOT NULL,
    r_mailbox_id int NULL
);
CREATE TABLE admin_senderaddress (
    id int NOT NULL PRIMARY KEY,
    address varchar(254) NOT NULL,
    mailbox_id int NOT NULL
);

INSERT INTO admin_domain (id, name, type, enabled) VALUES
    (1, 'example.com', 'domain', TRUE),
    (2, 'xn--bcher-kva.example', 'domain', TRUE),
    (3, 'relay.example', 'relaydomain', TRUE),
    (4, 'off.example', 'domain', FALSE);
INSERT INTO admin_domainalias (id, name, target_id, enabled) VALUES
    (1, 'example.net', 1, TRUE),
    (2, 'former.example', 1, FALSE);
INSERT INTO core_user (id, email, first_name, is_active) VALUES
    (1, 'ann@example.com', 'Ann Private', TRUE),
    (2, 'bob@example.com', 'Bob Private', FALSE),
    (3, 'carol@example.com', 'Carol Private', TRUE),
    (4, 'kate@xn--bcher-kva.example', 'Kate Private', TRUE),
    (5, 'o''neil@example.com', '', TRUE),
    (6, 'per%cent@example.com', '', TRUE),
    (7, 'back\slash@example.com', '', TRUE);
INSERT INTO admin_mailbox (id, address, domain_id, user_id) VALUES
    (1, 'ann', 1, 1), (2, 'bob', 1, 2), (3, 'carol', 1, 3), (4, 'kate', 2, 4),
    (5, 'o''neil', 1, 5), (6, 'per%cent', 1, 6), (7, 'back\slash', 1, 7);
-- Each mailbox has an alias of its own name.
INSERT INTO admin_alias (id, address, domain_id, enabled, expire_at) VALUES
    (1, 'ann@example.com', 1, TRUE, NULL),
    (2, 'bob@example.com', 1, TRUE, NULL),
    (3, 'carol@example.com', 1, TRUE, NULL),
    (4, 'kate@xn--bcher-kva.example', 2, TRUE, NULL),
    (5, 'o''neil@example.com', 1, TRUE, NULL),
    (10, 'sales@example.com', 1, TRUE, NULL),
    (11, 'robert@example.com', 1, TRUE, NULL),
    (12, 'former@example.com', 1, FALSE, NULL),
    (13, 'team@example.com', 1, TRUE, NULL),
    (14, 'away@example.com', 1, TRUE, NULL),
    (15, 'expired@example.com', 1, TRUE, '2020-01-01 00:00:00');
INSERT INTO modoboa_admin_aliasrecipient (id, address, alias_id, r_mailbox_id) VALUES
    (1, 'ann@example.com', 1, 1), (2, 'bob@example.com', 2, 2), (3, 'carol@example.com', 3, 3),
    (4, 'kate@xn--bcher-kva.example', 4, 4), (5, 'o''neil@example.com', 5, 5),
    (10, 'ann@example.com', 10, 1), (11, 'bob@example.com', 11, 2),
    (12, 'ann@example.com', 12, 1), (13, 'ann@example.com', 13, 1),
    (14, 'carol@example.com', 13, 3), (15, 'ann@elsewhere.example', 14, NULL),
    (16, 'ann@example.com', 15, 1);
-- Carol may send as anybody of the other domain. She does not own its addresses.
INSERT INTO admin_senderaddress (id, address, mailbox_id) VALUES
    (1, '@xn--bcher-kva.example', 3);
