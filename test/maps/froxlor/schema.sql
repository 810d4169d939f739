-- The columns of Froxlor 2 that its maps and ours read.
CREATE TABLE panel_domains (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    domain varchar(255) NOT NULL,
    isemaildomain tinyint(1) NOT NULL,
    deactivated tinyint(1) NOT NULL
);
CREATE TABLE mail_users (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    username varchar(255) NOT NULL,
    email varchar(255) NOT NULL,
    postfix enum('Y', 'N') NOT NULL,
    imap tinyint(1) NOT NULL,
    pop3 tinyint(1) NOT NULL
);
CREATE TABLE mail_virtual (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email varchar(255) NOT NULL,
    email_full varchar(255) NOT NULL,
    destination text NOT NULL
);

INSERT INTO panel_domains (domain, isemaildomain, deactivated) VALUES
    ('example.com', 1, 0),
    ('example.net', 1, 0),
    ('xn--bcher-kva.example', 1, 0),
    ('web-only.example', 0, 0),
    ('off.example', 1, 1);
INSERT INTO mail_users (username, email, postfix, imap, pop3) VALUES
    ('web1p1', 'ann@example.com', 'Y', 1, 1),
    ('web1p2', 'bob@example.com', 'N', 0, 0),
    ('web1p3', 'carol@example.com', 'Y', 1, 1),
    ('web2p1', 'kate@xn--bcher-kva.example', 'Y', 1, 1),
    ('web1p4', 'o''neil@example.com', 'Y', 1, 1),
    ('web1p5', 'per%cent@example.com', 'Y', 1, 1),
    ('web1p6', 'back\slash@example.com', 'Y', 1, 1);
INSERT INTO mail_virtual (email, email_full, destination) VALUES
    ('ann@example.com', 'ann@example.com', 'ann@example.com'),
    ('bob@example.com', 'bob@example.com', 'bob@example.com'),
    ('carol@example.com', 'carol@example.com', 'carol@example.com'),
    ('@xn--bcher-kva.example', 'kate@xn--bcher-kva.example', 'kate@xn--bcher-kva.example'),
    ('sales@example.com', 'sales@example.com', 'ann@example.com'),
    ('ann@example.net', 'ann@example.net', 'ann@example.com'),
    ('robert@example.com', 'robert@example.com', 'bob@example.com'),
    ('team@example.com', 'team@example.com', 'ann@example.com carol@example.com'),
    ('away@example.com', 'away@example.com', 'ann@elsewhere.example');
