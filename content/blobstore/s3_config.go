package blobstore

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Checksum is what goes with an upload for the server to check it by.
type Checksum string

// The checksums. Not every server takes SHA-256, and some take none; a blob of
// several parts goes without SHA-256.
const (
	ChecksumSHA256 Checksum = "sha256"
	ChecksumMD5    Checksum = "md5"
	ChecksumNone   Checksum = "none"
)

// An S3Config names a bucket, and how to get there.
type S3Config struct {
	Endpoint  string // scheme and host: "https://s3.example.org"
	Region    string
	Bucket    string
	Prefix    string // of all objects, without slashes around; may be empty
	PathStyle bool   // the bucket stands in the path, not in the host name
	Checksum  Checksum
	// Links is how long an address handed out to readers stays good; zero hands
	// out none.
	Links time.Duration

	AccessKey, SecretKey string
}

// longestLink is the most that S3 signs for.
const longestLink = 7 * 24 * time.Hour

// ParseS3 reads an address such as
//
//	s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-south-1&path_style=true&checksum=md5&links=5m
//
// The keys are not part of it. Endpoint and bucket are needed; the region may
// be left out where the server does not care.
func ParseS3(raw string) (S3Config, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.User != nil {
		return S3Config{}, fmt.Errorf("attachments %q: want s3://BUCKET/PREFIX?endpoint=https://HOST", strip(raw))
	}
	cfg := S3Config{Bucket: u.Host, Prefix: strings.Trim(u.Path, "/"), Checksum: ChecksumSHA256}
	if strings.Contains("/"+cfg.Prefix+"/", "/../") || strings.Contains(cfg.Prefix, "//") {
		return S3Config{}, fmt.Errorf("attachments: the prefix %q is no plain path", cfg.Prefix)
	}
	for name, values := range u.Query() {
		if err := cfg.set(name, values[len(values)-1]); err != nil {
			return S3Config{}, err
		}
	}
	if cfg.Endpoint == "" {
		return S3Config{}, fmt.Errorf("attachments s3://%s: the endpoint is missing: add ?endpoint=https://HOST", cfg.Bucket)
	}
	return cfg, nil
}

func (c *S3Config) set(name, value string) (err error) {
	switch name {
	case "endpoint":
		u, bad := url.Parse(value)
		if bad != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.User != nil {
			return errors.New("attachments: the endpoint: want scheme and host only, such as https://s3.example.org")
		}
		c.Endpoint = u.Scheme + "://" + u.Host
	case "region":
		c.Region = value
	case "path_style":
		if c.PathStyle, err = strconv.ParseBool(value); err != nil {
			return fmt.Errorf("attachments: path_style %q: want true or false", value)
		}
	case "checksum":
		switch c.Checksum = Checksum(value); c.Checksum {
		case ChecksumSHA256, ChecksumMD5, ChecksumNone:
		default:
			return fmt.Errorf("attachments: checksum %q: want sha256, md5 or none", value)
		}
	case "links":
		c.Links, err = time.ParseDuration(value)
		if err != nil || c.Links < time.Second || c.Links > longestLink {
			return fmt.Errorf("attachments: links %q: want a time such as 5m, at most 168h", value)
		}
	default:
		return fmt.Errorf("attachments: %q is no setting of s3: want endpoint, region, path_style, checksum or links", name)
	}
	return nil
}

// strip leaves a possible password out of an address that is to be shown.
func strip(raw string) string {
	if i := strings.LastIndexByte(raw, '@'); i >= 0 {
		return "s3://…" + raw[i:]
	}
	return raw
}
