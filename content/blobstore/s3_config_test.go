package blobstore_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copratica/content/blobstore"
)

func TestParseS3(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]blobstore.S3Config{
		"s3://atti?endpoint=https://s3.example.org": {
			Endpoint: "https://s3.example.org", Bucket: "atti", Checksum: blobstore.ChecksumSHA256,
		},
		"s3://atti/casi/2026/?endpoint=http%3A%2F%2F127.0.0.1%3A7070%2F&region=eu-south-1&path_style=true&checksum=md5&links=5m": {
			Endpoint: "http://127.0.0.1:7070", Region: "eu-south-1", Bucket: "atti", Prefix: "casi/2026",
			PathStyle: true, Checksum: blobstore.ChecksumMD5, Links: 5 * time.Minute,
		},
	} {
		got, err := blobstore.ParseS3(raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", raw, diff)
		}
	}
}

func TestParseS3Refuses(t *testing.T) {
	t.Parallel()
	for raw, say := range map[string]string{
		"s3://":                     "want s3://BUCKET",
		"https://atti":              "want s3://BUCKET",
		"s3://a:geheim@atti":        "want s3://BUCKET",
		"s3://atti":                 "endpoint is missing",
		"s3://atti?endpoint=s3.org": "scheme and host",
		"s3://atti?endpoint=https://s3.example.org/x":              "scheme and host",
		"s3://atti/../x?endpoint=https://s3.example.org":           "no plain path",
		"s3://atti?endpoint=https://s3.example.org&path_style=ja":  "true or false",
		"s3://atti?endpoint=https://s3.example.org&checksum=crc32": "sha256, md5 or none",
		"s3://atti?endpoint=https://s3.example.org&links=forever":  "such as 5m",
		"s3://atti?endpoint=https://s3.example.org&links=200h":     "such as 5m",
		"s3://atti?endpoint=https://s3.example.org&pathstyle=true": "is no setting of s3",
		"s3://atti?endpoint=https://user:geheim@s3.example.org":    "scheme and host",
	} {
		_, err := blobstore.ParseS3(raw)
		if err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%s: %v, want words about %q", raw, err, say)
		}
		if err != nil && raw == "s3://a:geheim@atti" && strings.Contains(err.Error(), "geheim") {
			t.Errorf("a password is in the message: %v", err)
		}
	}
}
