package main

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"copratica/content/sqlstore"
)

// sentence is an error in words for the person at the terminal: what can be
// done something about in plain English first, the cause after it.
func sentence(err error) string {
	var op *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return "stopped before the end; what was reported as done is kept"
	case errors.Is(err, sqlstore.ErrFull), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "the disk is full: " + oneLine(err)
	case errors.Is(err, syscall.EADDRINUSE) && errors.As(err, &op):
		return "the address " + op.Addr.String() + " is in use by another program"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "not allowed: " + oneLine(err)
	default:
		return oneLine(err)
	}
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
