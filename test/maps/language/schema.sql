-- Not a suite: data for the forms of Postfix's files that no suite uses.
CREATE TABLE words (
    id int NOT NULL PRIMARY KEY,
    k varchar(255) NOT NULL,
    v varchar(255),
    w varchar(255),
    n int,
    b boolean
);
INSERT INTO words (id, k, v, w, n, b) VALUES
    (1, 'ann@example.com', 'one', 'first@mail.example.net', 7, TRUE),
    (2, 'carol@example.com', 'two', NULL, NULL, FALSE),
    (3, 'carol@example.com', 'three', '', -12, NULL),
    (4, 'carol@example.com', 'three', 'second@example.net', 0, TRUE),
    (5, 'kate@example.com', NULL, NULL, NULL, NULL),
    (6, 'example.com', 'domain', 'no-at', 1, TRUE),
    (7, 'mail.sub.example.com', 'subdomain', '@example.net', 2, TRUE),
    (8, 'ann', 'bare', 'ann@', 3, TRUE),
    (9, '@example.com', 'all', 'x@y@example.net', 4, TRUE),
    (10, 'o''neil@example.com', 'o''neil', 'it''s@example.net', 5, TRUE),
    (11, 'back\slash@example.com', 'back\slash', 'back\slash@example.net', 6, TRUE),
    (12, 'per%cent@example.com', 'per%cent', '%s%u%d@example.net', 8, TRUE),
    (13, 'com', 'top', 'com', 9, TRUE),
    (14, 'käthe@example.com', 'straße', 'käthe@example.net', 10, TRUE),
    (15, 'with space@example.com', ' blanks ', 'a b@example.net', 11, TRUE),
    (16, 'comma@example.com', 'a,b', 'a,b@example.net', 12, TRUE),
    (17, 'x+ann+example.com', 'inside', '', 13, TRUE),
    (18, 'ann@sub.example.com', 'sub', 'ann@sub.example.net', 14, TRUE);
