-- +goose Up

-- Accounts, apart from cases. The address is in lower case.
CREATE TABLE people (
    email      TEXT COLLATE "binary" PRIMARY KEY,
    role       TEXT NOT NULL,
    disabled   BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

-- The SHA-256 of each token, never the token. used_at and revoked_at are null
-- until it was used or revoked.
CREATE TABLE tokens (
    hash       TEXT COLLATE "binary" PRIMARY KEY,
    email      TEXT COLLATE "binary" NOT NULL REFERENCES people (email),
    scope      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT,
    revoked_at BIGINT
);
CREATE INDEX tokens_email ON tokens (email);
