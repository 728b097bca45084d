package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// senders is how many send at the same time.
const senders = 3

// However often a server is killed while cases are sent to it, and their acts
// are read: what it answered with success is there, found and whole; what it
// did not answer is there as a whole or not at all.
func TestKillUploads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importAll(20)
	token := tokenOf(t, w.data, "editor", "write")
	answered, cut := 0, 0
	again := make(map[string]testCase)
	for killed := range *kills {
		w.may, w.old = make(map[string]state), nil
		a, c := w.killUploads(token, again)
		answered, cut = answered+a, cut+c
		w.check()
		if t.Failed() {
			t.Fatalf("after %d kills", killed+1)
		}
	}
	t.Logf("%d kills: %d uploads were answered, %d cut off", *kills, answered, cut)
	if answered == 0 || cut == 0 {
		t.Errorf("it was never killed while something was under way, and something done")
	}
}

// killUploads sends cases to a server until it is killed, or all are sent and
// then it is killed; it counts what was answered and what was not. What was not
// is noted in again, to be sent the same in the next turn.
func (w *world) killUploads(token string, again map[string]testCase) (answered, cut int) {
	w.Helper()
	versions := make(map[string]testCase)
	ids := sortedKeys(again)
	for _, id := range w.some(24) {
		if _, ok := again[id]; !ok {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		if c, ok := again[id]; ok {
			versions[id] = c
			continue
		}
		c := testCase{id: id, word: w.word(), files: map[string]string{"atto.txt": "atto con la parola " + w.word()}}
		if w.rnd.IntN(3) == 0 { // takes a while to send
			c.files["grande.bin"] = string(randomBytes(w.rnd.Uint64(), 4<<20))
		}
		versions[id] = c
	}
	cmd, lines, log := w.start("serve", "--listen=127.0.0.1:0")
	defer cmd.Wait() // it is killed
	s := &served{}
	for s.url == "" && lines.Scan() {
		s.url, _ = strings.CutPrefix(lines.Text(), "listening on ")
	}
	if s.url == "" {
		w.Fatalf("it does not listen\n%s", log)
	}
	go func() {
		for lines.Scan() { // so that it never waits to be heard
		}
	}()
	span := w.spans["upload"]
	if span == 0 {
		span = time.Second
	}
	began := time.Now()
	timer := time.AfterFunc(time.Duration(w.rnd.Int64N(int64(span))), func() { cmd.Process.Kill() })
	var mu sync.Mutex
	var wg sync.WaitGroup
	for n := range senders {
		wg.Go(func() {
			for i := n; i < len(ids); i += senders {
				id := ids[i]
				is := state{word: versions[id].word, file: versions[id].files["atto.txt"]}
				mu.Lock()
				known := w.now[id] != (state{})
				w.may[id] = is
				mu.Unlock()
				ok := w.sendOne(s, token, versions[id], known)
				mu.Lock()
				if ok {
					answered++
					w.becomes(id, is)
					delete(again, id)
				} else {
					cut++
					again[id] = versions[id]
				}
				mu.Unlock()
				if !ok {
					return
				}
			}
		})
	}
	wg.Wait()
	timer.Stop()
	cmd.Process.Kill() // it may be killed already
	if answered == len(ids) {
		w.spans["upload"] = time.Since(began)
	} else {
		w.spans["upload"] = min(span*11/10, longestSpan)
	}
	return answered, cut
}

// sendOne reports whether a case was taken; false is a server that is gone.
func (w *world) sendOne(s *served, token string, c testCase, known bool) bool {
	method, path, tag, want := http.MethodPost, "/api/v1/cases", "", http.StatusCreated
	if known {
		method, path, tag, want = http.MethodPut, "/api/v1/cases/"+c.id, "*", http.StatusOK
	}
	status, said, err := s.upload(token, method, path, tag, c)
	if err != nil {
		return false
	}
	if status != want {
		w.Errorf("%s %s: status %d\n%s", method, c.id, status, said)
	}
	return status == want
}

// randomBytes are n bytes that follow from a seed and look like no document.
func randomBytes(seed uint64, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		seed = seed*6364136223846793005 + 1442695040888963407
		b[i] = byte(seed >> 56)
	}
	copy(b, fmt.Sprintf("\x00\x01\x02%d", seed))
	return b
}
