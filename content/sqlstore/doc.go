// Package sqlstore keeps cases, their change feed and the texts of their
// attachments in SQLite or PostgreSQL. It implements content.Store, HeadStore,
// Purger, Rebuilds and Texts, and passes the suites of contenttest on both.
//
// There is one SQL text for both engines, in the subset they share: TEXT,
// BIGINT and BOOLEAN, times as microseconds, JSON as text that is never asked
// about, no LIKE, no lower(). What would be accepted by one engine only, NUL
// bytes and invalid UTF-8, is refused before it reaches either. Two small
// things differ, and file engine.go names them: how the programs that open one
// store at the same time are kept apart while its tables are made, and what
// SQLite's files need that a database server does for itself.
//
// # How changes are numbered
//
// A write that the index must see takes the next number from the one row of
// table clock and keeps that row locked until it commits. So numbers become
// visible in their own order, and a reader of Changes who goes on from the
// last number it saw misses nothing. To keep that lock short, PutCase takes it
// after the rows of the case itself; whoever writes to texts, pages or feed
// holds it. Rows are therefore always locked in the order case, clock, rest,
// and no two writers can wait for each other.
//
// # SQLite
//
// A transaction that returned without error survives kill -9 and loss of power
// (WAL, synchronous=FULL). One connection writes and the others only read, so
// that within a program no one waits in SQLite's busy handler; several
// programs may share the file and wait up to five seconds for each other.
// A purge rewrites the file and empties the write-ahead log, so that nothing of
// what was removed is left in either; on a large store that takes seconds, in
// which others cannot write. Never copy the file while it is in use.
//
// No other code of a process may open and close the database file: with it go
// the locks that SQLite holds on it.
package sqlstore
