-- +goose Up

-- The collation "binary" compares bytes, so that ids and names sort alike on
-- both engines: SQLite has it built in, on PostgreSQL it is made beforehand.

-- The one row whose lock is held until commit, so that commits happen in the
-- order of their numbers.
CREATE TABLE clock (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    seq BIGINT NOT NULL
);
INSERT INTO clock (one, seq) VALUES (1, 0);

-- One row a case, purged ones too: latest is the number of the current
-- revision, or of the last one there was. Status and access repeat the current
-- revision's, since sight is asked for much more often than texts.
CREATE TABLE cases (
    id         TEXT COLLATE "binary" PRIMARY KEY,
    latest     BIGINT NOT NULL,
    purged     BOOLEAN NOT NULL,
    status     TEXT NOT NULL,
    access     TEXT NOT NULL,
    first_open BIGINT
);

-- The latest change of each case. Its rows are written only by who holds the clock.
CREATE TABLE feed (
    case_id TEXT COLLATE "binary" PRIMARY KEY REFERENCES cases (id),
    seq     BIGINT NOT NULL UNIQUE
);

CREATE TABLE revisions (
    case_id   TEXT COLLATE "binary" NOT NULL REFERENCES cases (id),
    number    BIGINT NOT NULL,
    status    TEXT NOT NULL,
    access    TEXT NOT NULL,
    author    TEXT NOT NULL,
    stored_at BIGINT NOT NULL,
    body      TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);

CREATE TABLE files (
    case_id TEXT COLLATE "binary" NOT NULL,
    number  BIGINT NOT NULL,
    name    TEXT COLLATE "binary" NOT NULL,
    digest  TEXT COLLATE "binary" NOT NULL,
    size    BIGINT NOT NULL,
    type    TEXT NOT NULL,
    PRIMARY KEY (case_id, number, name),
    FOREIGN KEY (case_id, number) REFERENCES revisions (case_id, number)
);
CREATE INDEX files_digest ON files (digest);

-- One row for each digest that a revision names. An empty state waits to be
-- read for the first time; a retry_at that is null never comes.
CREATE TABLE texts (
    digest    TEXT COLLATE "binary" PRIMARY KEY,
    state     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    warnings  TEXT NOT NULL,
    signers   TEXT NOT NULL,
    extractor BIGINT NOT NULL,
    attempts  BIGINT NOT NULL,
    retry_at  BIGINT
);
CREATE INDEX texts_retry ON texts (retry_at) WHERE retry_at IS NOT NULL;

CREATE TABLE pages (
    digest TEXT COLLATE "binary" NOT NULL REFERENCES texts (digest),
    number BIGINT NOT NULL,
    body   TEXT NOT NULL,
    PRIMARY KEY (digest, number)
);

-- Wishes for work that some program has to do after the transaction: how many
-- there were, and up to which they are fulfilled.
CREATE TABLE wishes (
    name      TEXT PRIMARY KEY,
    requested BIGINT NOT NULL,
    done      BIGINT NOT NULL
);
INSERT INTO wishes (name, requested, done) VALUES ('rebuild', 0, 0), ('scrub', 0, 0);
