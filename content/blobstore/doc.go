// Package blobstore keeps attachments' bytes: content.Blobs in a directory.
//
// A blob is written to a temporary file beside the others, made durable, and
// only then linked under its key; the folders on the way are made durable too.
// So a key either has all its bytes or does not exist, whatever crashes. A
// link never replaces what is there: two writers of the same content both
// succeed.
package blobstore
