package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
)

// Settings are the flags that every command takes, on either side of its name.
type settings struct {
	Data  string `default:"./data" placeholder:"DIR" help:"Directory of everything that is not elsewhere (./data)."`
	Store string `secret:"" placeholder:"URL" help:"Records: sqlite:PATH or postgres://... (sqlite:DATA/copratica.db)."`
	Blobs string `secret:"" placeholder:"URL" help:"Attachments: dir:PATH or s3://BUCKET/PREFIX?endpoint=https://HOST (dir:DATA/blobs)."`
	Index string `secret:"" placeholder:"URL" help:"Index: bleve:PATH (bleve:DATA/index)."`

	S3AccessKey string `name:"s3-access-key" secret:"" placeholder:"KEY" help:"Access key of the bucket that --blobs names."`
	S3SecretKey string `name:"s3-secret-key" secret:"" placeholder:"KEY" help:"Secret key of it; better in the environment or a file."`
}

// complete fills in what depends on the data directory.
func (s *settings) complete() error {
	if s.Data == "" {
		return usageError{"--data must name a directory"}
	}
	for _, d := range []struct {
		url  *string
		kind string
		name string
	}{
		{&s.Store, "sqlite:", "copratica.db"},
		{&s.Blobs, "dir:", "blobs"},
		{&s.Index, "bleve:", "index"},
	} {
		if *d.url == "" {
			*d.url = d.kind + filepath.Join(s.Data, d.name)
		}
	}
	return nil
}

// variable is a flag's name in the environment.
func variable(flag string) string {
	return "COPRATICA_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// secret marks flags that may hold a password, and so may stand in a file.
const secret = "secret"

// environment resolves flags that are not typed from the environment. For a
// secret, the file that its _FILE variable names wins over the plain variable.
func environment(env func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := variable(flag.Name)
		if file := env(name + "_FILE"); file != "" && flag.Tag.Has(secret) {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, fmt.Errorf("%s_FILE: %w", name, err)
			}
			return strings.TrimSpace(string(text)), nil
		}
		if v := env(name); v != "" {
			return v, nil
		}
		return nil, nil // not set: the default stands
	})
}

// helpWithVariable adds the variable to a flag's line of help.
func helpWithVariable(v *kong.Value) string {
	if v.Flag == nil || v.Name == "help" {
		return v.Help
	}
	name := variable(v.Name)
	if v.Tag.Has(secret) {
		name += "[_FILE]"
	}
	return v.Help + " $" + name
}
