//go:build !linux

package extract

import "runtime/debug"

// LimitSelf bounds this process, a child, as far as this system lets it.
func LimitSelf() error {
	debug.SetMemoryLimit(600 << 20)
	return nil
}

func limitDocument() error { return nil }
