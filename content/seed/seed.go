// Package seed holds the sample cases: 48 real ones, written over the public
// sources that each of them lists, and five invented ones with acts, which say
// so in their titles. They are case folders like any other, embedded in the
// program, and come into a library by the same import as everybody's. Sources
// of the acts stand in ../seed-sources.
package seed

import (
	"embed"
	"io/fs"
)

//go:embed */*
var folders embed.FS

// FS is the sample cases, a folder each, named by the case's id.
func FS() fs.FS { return folders }
