//go:build unix

package extract

import (
	"os/exec"
	"syscall"
)

// setGroup makes a command the head of a process group of its own. When its
// parent dies it ends by itself, with its input.
func setGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// killGroup kills a started command and all that it has started.
func killGroup(cmd *exec.Cmd) {
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may have ended
	}
}
