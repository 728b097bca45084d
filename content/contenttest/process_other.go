//go:build unix && !linux

package contenttest

import (
	"errors"
	"syscall"
)

func childOf(user *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: user}
}

func ordinaryUser() (*syscall.Credential, error) {
	return nil, errors.New("PostgreSQL does not run as root: run the tests as an ordinary user")
}
