// Package contenttest has the suites that every implementation of content's
// contracts must pass, and the PostgreSQL server that tests run against.
//
// A suite is called from the tests of an implementation with a function that
// opens an empty one; it asks for as many as it wants.
package contenttest
