-- The columns of ISPConfig 3 that its maps and ours read.
CREATE TABLE mail_domain (
    domain_id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    server_id int NOT NULL,
    domain varchar(255) NOT NULL,
    active enum('n', 'y') NOT NULL
);
CREATE TABLE mail_user (
    mailuser_id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    server_id int NOT NULL,
    email varchar(255) NOT NULL,
    login varchar(255) NOT NULL,
    name varchar(255) NOT NULL,
    disableimap enum('n', 'y') NOT NULL,
    disablepop3 enum('n', 'y') NOT NULL,
    disablesmtp enum('n', 'y') NOT NULL
);
CREATE TABLE mail_forwarding (
    forwarding_id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    server_id int NOT NULL,
    source varchar(255) NOT NULL,
    destination text NOT NULL,
    type enum('alias', 'aliasdomain', 'forward', 'catchall') NOT NULL,
    active enum('n', 'y') NOT NULL
);

INSERT INTO mail_domain (server_id, domain, active) VALUES
    (1, 'example.com', 'y'),
    (1, 'example.net', 'y'),
    (1, 'xn--bcher-kva.example', 'y'),
    (1, 'off.example', 'n'),
    (2, 'second.example', 'y');
INSERT INTO mail_user (server_id, email, login, name, disableimap, disablepop3, disablesmtp) VALUES
    (1, 'ann@example.com', 'ann_c1', 'Ann Private', 'n', 'n', 'n'),
    (1, 'bob@example.com', 'bob_c1', 'Bob Private', 'y', 'y', 'y'),
    (1, 'carol@example.com', 'carol@example.com', 'Carol Private', 'n', 'n', 'n'),
    (1, 'kate@xn--bcher-kva.example', 'kate@xn--bcher-kva.example', 'Kate Private', 'n', 'n', 'n'),
    (1, 'o''neil@example.com', 'o''neil', '', 'n', 'n', 'n'),
    (1, 'per%cent@example.com', 'per%cent@example.com', '', 'n', 'n', 'n'),
    (1, 'back\slash@example.com', 'back\slash', '', 'n', 'n', 'n');
INSERT INTO mail_forwarding (server_id, source, destination, type, active) VALUES
    (1, '@example.net', '@example.com', 'aliasdomain', 'y'),
    (1, 'sales@example.com', 'ann@example.com', 'alias', 'y'),
    (1, 'robert@example.com', 'bob@example.com', 'alias', 'y'),
    (1, 'former@example.com', 'ann@example.com', 'alias', 'n'),
    (1, 'team@example.com', 'ann@example.com,carol@example.com', 'forward', 'y'),
    (1, 'away@example.com', 'ann@elsewhere.example', 'forward', 'y'),
    (1, '@xn--bcher-kva.example', 'kate@xn--bcher-kva.example', 'catchall', 'y');
