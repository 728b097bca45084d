-- +goose Up

-- The pages of a document that are pictures and wait for OCR, a JSON list, ''
-- for none, and the blob with a picture of its first page, '' for none.
ALTER TABLE texts ADD COLUMN scans TEXT NOT NULL DEFAULT '';
ALTER TABLE texts ADD COLUMN preview TEXT COLLATE "binary" NOT NULL DEFAULT '';
ALTER TABLE texts ADD COLUMN preview_size BIGINT NOT NULL DEFAULT 0;
CREATE INDEX texts_scans ON texts (digest) WHERE scans <> '';
CREATE INDEX texts_preview ON texts (preview) WHERE preview <> '';
