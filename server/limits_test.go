package server

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// raw sends bytes over a connection of its own and reads one answer.
func raw(t *testing.T, addr, request string) (*http.Response, error) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	go fmt.Fprint(conn, request) // the server may answer before it has read all
	return http.ReadResponse(bufio.NewReader(conn), nil)
}

func TestHTTPServerRefusesOddRequests(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = NewHTTPServer(testSite(t))
	srv.Start()
	defer srv.Close()
	tests := []struct {
		name, request string
		status        int
	}{
		{"plain", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200},
		{"64 kB header", "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("a", 64<<10) + "\r\n\r\n", 431},
		{"two lengths", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", 400},
		{"no host", "GET / HTTP/1.1\r\n\r\n", 400},
		{"two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
		{"no HTTP", "ciao\r\n\r\n", 400},
	}
	for _, tt := range tests {
		res, err := raw(t, srv.Listener.Addr().String(), tt.request)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if res.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d", tt.name, res.StatusCode, tt.status)
		}
	}
	s := srv.Config
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= handlerTimeout || s.IdleTimeout <= 0 {
		t.Errorf("a slow client is waited for for ever, or a handler is cut off: %+v", s)
	}
}
