// Package s3test runs the suite of blobs, and the faults of a network, against
// a real S3 server. It is a module of its own: the server's many dependencies
// are no business of the program's.
package s3test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"

	"copratica/content"
	"copratica/content/blobstore"
	"copratica/content/contenttest"
)

const (
	accessKey = "copratica"
	secretKey = "not-a-secret"
	region    = "eu-south-1"
	bucket    = "atti"
	versioned = "atti-con-versioni"
)

var (
	endpoint string // where the server listens
	root     string // of the repository: the server changes the directory
	work     string // where tests keep what they share
	kept     string // where the server keeps its buckets
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	if root, err = filepath.Abs("../../.."); err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("", "copratica-s3-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	work = dir
	ctx, stop := context.WithCancel(context.Background())
	ended, err := serve(ctx, dir)
	if err != nil {
		stop()
		return 0, err
	}
	defer func() { stop(); <-ended }()
	if err := makeBuckets(ctx); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

// serve starts the server over a directory and waits until it listens.
func serve(ctx context.Context, dir string) (ended chan error, err error) {
	data, versions := filepath.Join(dir, "data"), filepath.Join(dir, "versions")
	kept = data
	for _, d := range []string{data, versions} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return nil, err
		}
	}
	backend, err := posix.New(data, meta.XattrMeta{}, posix.PosixOpts{
		NewDirPerm: 0o700, VersioningDir: versions, CopyObjectThreshold: 5 << 30, Concurrency: 64,
	})
	if err != nil {
		return nil, err
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		return nil, err
	}
	endpoint = "http://" + address
	ended = make(chan error, 1)
	go func() {
		ended <- embedgw.RunVersityGW(ctx, backend, &embedgw.Config{
			RootUserAccess: accessKey, RootUserSecret: secretKey, Region: region, Ports: []string{address},
			MaxConnections: 1000, MaxRequests: 1000, MultipartMaxParts: 10000, Quiet: true, KeepAlive: true,
		})
	}()
	for {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", address)
		if err == nil {
			return ended, conn.Close()
		}
		select {
		case err := <-ended:
			return nil, fmt.Errorf("the S3 server ended: %w", err)
		case <-time.After(20 * time.Millisecond): // until it listens
		}
	}
}

func makeBuckets(ctx context.Context) error {
	c, err := client(endpoint)
	if err != nil {
		return err
	}
	for _, b := range []string{bucket, versioned} {
		if err := c.MakeBucket(ctx, b, minio.MakeBucketOptions{Region: region}); err != nil {
			return err
		}
	}
	return c.EnableVersioning(ctx, versioned)
}

func client(endpoint string) (*minio.Client, error) {
	return minio.New(strings.TrimPrefix(endpoint, "http://"), &minio.Options{
		Creds: credentials.NewStaticV4(accessKey, secretKey, ""), Region: region, BucketLookup: minio.BucketLookupPath,
	})
}

// config is a store of its own within the bucket.
func config(t *testing.T) blobstore.S3Config {
	t.Helper()
	prefix := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '/' {
			return r
		}
		return '-'
	}, t.Name())
	cfg, err := blobstore.ParseS3("s3://" + bucket + "/" + prefix + "?path_style=true&region=" + region + "&endpoint=" + url.QueryEscape(endpoint))
	if err != nil {
		t.Fatal(err)
	}
	cfg.AccessKey, cfg.SecretKey = accessKey, secretKey
	return cfg
}

func open(t *testing.T, cfg blobstore.S3Config) *blobstore.S3 {
	t.Helper()
	s, err := blobstore.OpenS3(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestBlobs(t *testing.T) {
	for _, checksum := range []blobstore.Checksum{blobstore.ChecksumSHA256, blobstore.ChecksumMD5, blobstore.ChecksumNone} {
		t.Run(string(checksum), func(t *testing.T) {
			contenttest.Blobs(t, func(t *testing.T) content.Blobs {
				cfg := config(t)
				cfg.Checksum = checksum
				return open(t, cfg)
			})
		})
	}
	t.Run("versioned", func(t *testing.T) {
		contenttest.Blobs(t, func(t *testing.T) content.Blobs {
			cfg := config(t)
			cfg.Bucket = versioned
			return open(t, cfg)
		})
	})
}

// What is deleted is gone, older versions too: a purge promises no less.
func TestDeleteTakesEveryVersion(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	cfg.Bucket = versioned
	s := open(t, cfg)
	for range 2 {
		key := contenttest.PutBlob(t, s, "parole")
		if err := s.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	contenttest.PutBlob(t, s, "altre parole")
	c, err := client(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	opts := minio.ListObjectsOptions{Prefix: cfg.Prefix + "/sha256/", Recursive: true, WithVersions: true}
	for v := range c.ListObjects(t.Context(), versioned, opts) {
		if v.Err != nil {
			t.Fatal(v.Err)
		}
		left = append(left, v.Key)
	}
	if len(left) != 1 {
		t.Errorf("versions and marks left: %v; want the one blob that is there", left)
	}
}

// Litter in a bucket goes by its age there; what is put again is new, though
// its bytes were there.
func TestSweepInABucket(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	s := open(t, cfg)
	old, again := contenttest.PutBlob(t, s, "vecchio"), contenttest.PutBlob(t, s, "di nuovo")
	then := time.Now().Add(-2 * content.OrphanAge)
	for _, key := range []string{old, again} {
		if err := os.Chtimes(filepath.Join(kept, bucket, cfg.Prefix, key), then, then); err != nil {
			t.Fatal(err)
		}
	}
	contenttest.PutBlob(t, s, "di nuovo")
	contenttest.PutBlob(t, s, "nuovo")
	var swept []string
	err := content.Sweep(t.Context(), nobody{}, s, time.Now().Add(-content.OrphanAge), func(o content.Orphan) {
		swept = append(swept, o.Digest.Key())
	})
	if err != nil || len(swept) != 1 || swept[0] != old {
		t.Errorf("swept %v, %v; want %s", swept, err, old)
	}
}

// nobody names anything.
type nobody struct{}

func (nobody) Digests(context.Context, func(content.Digest, int64) error) error { return nil }

func TestTypesAreKept(t *testing.T) {
	t.Parallel()
	s := open(t, config(t))
	stat, err := s.Stat(t.Context(), contenttest.PutBlob(t, s, "parole"))
	if err != nil || stat.Type != "text/plain" {
		t.Errorf("type %q, %v; want text/plain", stat.Type, err)
	}
}

// The start says what is wrong with the set-up, and leaves nothing behind.
func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	down, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + down.Addr().String()
	if err := down.Close(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]struct {
		change func(*blobstore.S3Config)
		say    string
	}{
		"wrong secret":  {func(c *blobstore.S3Config) { c.SecretKey = "wrong" }, "COPRATICA_S3_SECRET_KEY"},
		"unknown key":   {func(c *blobstore.S3Config) { c.AccessKey = "nobody" }, "COPRATICA_S3_ACCESS_KEY"},
		"no bucket":     {func(c *blobstore.S3Config) { c.Bucket = "no-such-bucket" }, "make it first"},
		"nobody there":  {func(c *blobstore.S3Config) { c.Endpoint = nobody }, "cannot be reached"},
		"another place": {func(c *blobstore.S3Config) { c.Region = "us-west-9" }, "region"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := config(t)
			change.change(&cfg)
			_, err := blobstore.OpenS3(t.Context(), cfg)
			if err == nil || !strings.Contains(err.Error(), change.say) {
				t.Errorf("%v; want words about %q", err, change.say)
			}
			if err != nil && strings.Contains(err.Error(), secretKey) {
				t.Errorf("the secret is in the message: %v", err)
			}
		})
	}
	for name, spoil := range map[string]struct {
		spoil func(*line)
		say   string
	}{
		"clock":     {func(l *line) { l.late.Store(true) }, "clocks"},
		"no answer": {func(l *line) { l.silent.Store(true) }, "does not answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, cfg := newLine(t), config(t)
			cfg.Endpoint = l.url
			spoil.spoil(l)
			if _, err := blobstore.OpenS3(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), spoil.say) {
				t.Errorf("%v; want words about %q", err, spoil.say)
			}
		})
	}
	t.Run("all is well", func(t *testing.T) {
		t.Parallel()
		cfg := config(t)
		open(t, cfg)
		c, err := client(endpoint)
		if err != nil {
			t.Fatal(err)
		}
		for o := range c.ListObjects(t.Context(), bucket, minio.ListObjectsOptions{Prefix: cfg.Prefix, Recursive: true}) {
			t.Errorf("the probe left %s (%v)", o.Key, o.Err)
		}
	})
}

// A link opens without keys, under the name and type it was made with, and
// nothing opens without one. Where none are configured, none are made.
func TestLink(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	key := contenttest.PutBlob(t, open(t, cfg), "parole")
	if address, err := open(t, cfg).Link(t.Context(), key, "text/plain", "attachment"); address != "" || err != nil {
		t.Errorf("without links configured: %q, %v", address, err)
	}
	cfg.Links = time.Minute
	var linker content.Linker = open(t, cfg)
	const hard = `attachment; filename*=utf-8''Citt%C3%A0%20%22nuova%22%0D%0AX-Evil%3A%201.pdf`
	address, err := linker.Link(t.Context(), key, "application/pdf", hard)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(address, "X-Amz-Expires=60&") {
		t.Errorf("it does not end after a minute: %s", address)
	}
	r, body := fetch(t, address)
	if r.StatusCode != http.StatusOK || body != "parole" {
		t.Errorf("the link gives %d %q", r.StatusCode, body)
	}
	for name, want := range map[string]string{"Content-Disposition": hard, "Content-Type": "application/pdf", "X-Evil": ""} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	plain, query, _ := strings.Cut(address, "?")
	for _, other := range []string{plain, plain + "?" + strings.Replace(query, "application%2Fpdf", "text%2Fhtml", 1)} {
		if r, body := fetch(t, other); r.StatusCode != http.StatusForbidden || strings.Contains(body, "parole") {
			t.Errorf("%s: %d %q, want it forbidden", other, r.StatusCode, body)
		}
	}
}

func fetch(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	r, err := http.Get(address) // a test's own
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close() // read only
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(body)
}

// A line is a way to the server that can be made bad.
type line struct {
	url     string
	down    atomic.Bool  // breaks off at once
	silent  atomic.Bool  // takes what is asked, and answers nothing
	forges  atomic.Bool  // spoils signatures, as a wrong secret key does
	slow    atomic.Bool  // takes a megabyte in a tenth of a second
	late    atomic.Bool  // shows an old date, as a clock that is wrong does
	cutGet  atomic.Int64 // how many answers break off in the middle
	cutPut  atomic.Int64 // how many uploads do
	answers atomic.Int64
}

func newLine(t *testing.T) *line {
	t.Helper()
	l := &line{}
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // which is signed
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch object := strings.Contains(r.URL.Path, "/sha256/"); {
		case l.down.Load():
			panic(http.ErrAbortHandler)
		case l.silent.Load():
			_, _ = io.Copy(io.Discard, r.Body) // only then is it told when they are
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		case l.forges.Load():
			sign, signature, _ := strings.Cut(r.Header.Get("Authorization"), "Signature=")
			r.Header.Set("Authorization", sign+"Signature="+strings.Map(otherDigit, signature))
		case l.late.Load():
			r.Header.Set("X-Amz-Date", time.Now().Add(-time.Hour).UTC().Format("20060102T150405Z"))
		case l.slow.Load():
			r.Body = slowBody{r.Body}
		case object && r.Method == http.MethodPut && l.cutPut.Add(-1) >= 0:
			_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength/2)
			panic(http.ErrAbortHandler)
		case object && r.Method == http.MethodGet && l.cutGet.Add(-1) >= 0:
			w = &cutting{ResponseWriter: w, left: 100 << 10}
		}
		l.answers.Add(1)
		proxy.ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	l.url = server.URL
	return l
}

// A slowBody comes at ten megabytes a second.
type slowBody struct{ io.ReadCloser }

func (b slowBody) Read(p []byte) (int, error) {
	<-time.After(10 * time.Millisecond)
	return b.ReadCloser.Read(p[:min(len(p), 100<<10)])
}

// A slow line is waited for.
func TestSlowLine(t *testing.T) {
	t.Parallel()
	l, s := overLine(t)
	l.slow.Store(true)
	text := letters(20 << 20)
	r, err := s.Open(t.Context(), contenttest.PutBlob(t, s, text))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() // read only
	if got, err := io.ReadAll(r); err != nil || string(got) != text {
		t.Errorf("read %d bytes of %d, %v", len(got), len(text), err)
	}
}

// otherDigit is another hexadecimal digit.
func otherDigit(r rune) rune {
	if r == '0' {
		return '1'
	}
	return '0'
}

// overLine opens a store at the end of a line.
func overLine(t *testing.T) (*line, *blobstore.S3) {
	t.Helper()
	l := newLine(t)
	cfg := config(t)
	cfg.Endpoint = l.url
	return l, open(t, cfg)
}

// cutting breaks an answer off.
type cutting struct {
	http.ResponseWriter
	left int
}

func (c *cutting) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		panic(http.ErrAbortHandler)
	}
	return c.ResponseWriter.Write(p)
}

// letters is a text of n bytes that shows where it was cut.
func letters(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%d,", i)
	}
	return b.String()[:n]
}

// An answer that breaks off is taken up where it broke; only one that always
// does is an error.
func TestReadGoesOnAfterACut(t *testing.T) {
	t.Parallel()
	l, s := overLine(t)
	text := letters(1 << 20)
	key := contenttest.PutBlob(t, s, text)
	read := func() (string, error) {
		r, err := s.Open(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close() // read only
		body, err := io.ReadAll(r)
		return string(body), err
	}
	l.cutGet.Store(3)
	if body, err := read(); err != nil || body != text {
		t.Errorf("read %d bytes of %d, %v", len(body), len(text), err)
	}
	l.down.Store(true)
	if r, err := s.Open(t.Context(), key); err == nil || errors.Is(err, content.ErrNotFound) {
		t.Errorf("open over a dead line: %v, %v; want an error that is not \"not found\"", r, err)
	}
	l.down.Store(false)
	if body, err := read(); err != nil || body != text {
		t.Errorf("after the line came back: %d bytes, %v", len(body), err)
	}
}

// A reader whose line dies in the middle fails, and says where.
func TestReadFailsWhenTheLineStaysDead(t *testing.T) {
	t.Parallel()
	l, s := overLine(t)
	text := letters(1 << 20)
	r, err := s.Open(t.Context(), contenttest.PutBlob(t, s, text))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() // read only
	l.cutGet.Store(1)
	first := make([]byte, 10)
	if _, err := io.ReadFull(r, first); err != nil || !bytes.Equal(first, []byte(text[:10])) {
		t.Fatalf("first bytes %q, %v", first, err)
	}
	l.down.Store(true)
	rest, err := io.ReadAll(r)
	if err == nil {
		t.Errorf("read %d more bytes over a dead line without an error", len(rest))
	}
	if string(rest) != text[10:10+len(rest)] {
		t.Error("what was read before the end is not the blob's")
	}
}

// An upload that breaks off stores nothing, and the next one succeeds.
func TestPutThatBreaksStoresNothing(t *testing.T) {
	t.Parallel()
	l, s := overLine(t)
	direct := open(t, config(t))
	for _, size := range []int{1 << 20, 40 << 20} { // in one request, and in parts
		text := letters(size)
		key := contenttest.PutBlob(t, direct, text)
		if err := direct.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		l.cutPut.Store(100)
		if err := s.Put(t.Context(), key, strings.NewReader(text), int64(size), ""); err == nil {
			t.Errorf("%d bytes over a line that breaks were taken", size)
		}
		l.cutPut.Store(0)
		if _, err := direct.Stat(t.Context(), key); !errors.Is(err, content.ErrNotFound) {
			t.Errorf("after a broken upload: %v, want not found", err)
		}
		if err := s.Put(t.Context(), key, strings.NewReader(text), int64(size), ""); err != nil {
			t.Errorf("after the line came back: %v", err)
		}
	}
}

// Reading asks as seldom as it can: once in a row, once more after a seek.
func TestReadsAreFew(t *testing.T) {
	t.Parallel()
	l, s := overLine(t)
	text := letters(3 << 20)
	key := contenttest.PutBlob(t, s, text)
	before := l.answers.Load()
	w := httptest.NewRecorder()
	r, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() // read only
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("Range", "bytes=1048576-1048585")
	w.Header().Set("Content-Type", "text/plain")
	http.ServeContent(w, request, "", time.Time{}, r)
	if got := w.Body.String(); w.Code != http.StatusPartialContent || got != text[1<<20:1<<20+10] {
		t.Errorf("range: %d %q", w.Code, got)
	}
	if n := l.answers.Load() - before; n != 2 {
		t.Errorf("%d requests for one range, want 2: what it is, and its bytes", n)
	}
}

// A thousand small ones go in and are listed, across pages of the listing.
func TestManySmallOnes(t *testing.T) {
	t.Parallel()
	s := open(t, config(t))
	const n = 1100 // more than a page of a listing
	want := map[string]bool{}
	for i := range n {
		want[contenttest.PutBlob(t, s, fmt.Sprintf("atto %d", i))] = true
	}
	got := map[string]bool{}
	if err := s.Keys(t.Context(), "", func(key string) error { got[key] = true; return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != n || len(want) != n {
		t.Errorf("%d keys listed of %d", len(got), len(want))
	}
}
