package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func TestWrongUsageExits2(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for _, c := range []struct {
		args string
		env  map[string]string
		say  string
	}{
		{args: "", say: "expected one of"},
		{args: "fly", say: "unexpected argument fly"},
		{args: "serve --fly", say: "unknown flag --fly"},
		{args: "serve here", say: "unexpected argument here"},
		{args: "import", say: "expected \"<path>"},
		{args: "export", say: "expected \"<target>"},
		{args: "export a b", say: "unexpected argument b"},
		{args: "purge", say: "expected \"<id>"},
		{args: "verify --seed", say: "unknown flag --seed"},
		{args: "verify --data=", say: "--data must name a directory"},
		{args: "verify --store mysql://x", say: "unknown kind of store \"mysql\""},
		{args: "serve --store mysql://x", say: "unknown kind of store \"mysql\""},
		{args: "import --blobs s3://bucket/prefix x", say: "endpoint is missing"},
		{args: "import --blobs s3://bucket?endpoint=https://s3.example.org x", say: "COPRATICA_S3_SECRET_KEY"},
		{args: "blobs copy --from dir:a", say: "missing flags: --to"},
		{args: "blobs copy --from dir:a --to dir:a", say: "the same place"},
		{args: "blobs copy --from ftp:x --to dir:y", say: "unknown kind \"ftp\""},
		{args: "import --blobs ftp:x y", say: "unknown kind \"ftp\""},
		{args: "import --blobs dir: y", say: "names no path"},
		{args: "serve --index opensearch+https://host", say: "opensearch+https is not supported by this version yet"},
		{args: "serve", env: map[string]string{"COPRATICA_SEED": "perhaps"}, say: "bool value must be"},
		{args: "version", env: map[string]string{"COPRATICA_STORE_FILE": "/nowhere/at/all"}, say: "COPRATICA_STORE_FILE"},
	} {
		env := map[string]string{"COPRATICA_DATA": data}
		maps.Copy(env, c.env)
		r := runIn(t, env, strings.Fields(c.args)...)
		if r.code != exitUsage {
			t.Errorf("copratica %s: exit %d, want %d", c.args, r.code, exitUsage)
		}
		has(t, "copratica "+c.args, r.err, c.say)
		if !strings.HasPrefix(r.err, "copratica: ") || strings.Count(r.err, "\n") != 1 {
			t.Errorf("copratica %s: want one sentence, got %q", c.args, r.err)
		}
	}
}

func TestHelpExits0(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"--help", "serve --help", "import --help", "purge --help"} {
		r := run(t, strings.Fields(args)...)
		if r.code != exitDone || r.err != "" {
			t.Errorf("copratica %s: exit %d, %q", args, r.code, r.err)
		}
		has(t, args, r.out, "--data", "$COPRATICA_DATA", "$COPRATICA_STORE[_FILE]")
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	if r := mustRun(t, "version"); !strings.HasPrefix(r.out, "copratica ") {
		t.Errorf("version prints %q", r.out)
	}
}

// Where settings come from: what is typed, on either side of the command's
// name, over the file of a secret, over the environment.
func TestWhereSettingsComeFrom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		before []string
		after  []string
		env    map[string]string
	}{
		{name: "before", before: []string{"--data", "HERE"}},
		{name: "after", after: []string{"--data", "HERE"}},
		{name: "environment", env: map[string]string{"COPRATICA_DATA": "HERE"}},
		{name: "typed over environment", after: []string{"--data=HERE"}, env: map[string]string{"COPRATICA_DATA": "AWAY"}},
		{
			name: "each on its own", before: []string{"--store", "sqlite:HERE/copratica.db"},
			after: []string{"--blobs=dir:HERE/blobs"}, env: map[string]string{"COPRATICA_DATA": "AWAY"},
		},
		{
			name: "file over environment",
			env: map[string]string{
				"COPRATICA_DATA": "AWAY", "COPRATICA_STORE": "sqlite:AWAY/copratica.db", "COPRATICA_STORE_FILE": "HERE.url",
			},
		},
		{
			name: "typed over file", after: []string{"--store=sqlite:HERE/copratica.db"},
			env: map[string]string{"COPRATICA_DATA": "AWAY", "COPRATICA_STORE_FILE": "AWAY.url"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			here, away := filepath.Join(dir, "here"), filepath.Join(dir, "away")
			places := strings.NewReplacer("HERE", here, "AWAY", away)
			writeFile(t, here+".url", "sqlite:"+here+"/copratica.db\n")
			writeFile(t, away+".url", "sqlite:"+away+"/copratica.db\n")
			one := testCase{id: "uno", word: "qbabix"}.write(t, filepath.Join(dir, "in"))
			two := testCase{id: "due", word: "qbebix"}.write(t, filepath.Join(dir, "in"))
			mustRun(t, "import", "--data", here, one)
			mustRun(t, "import", "--data", away, one, two)

			var args []string
			for _, a := range append(append(slices.Clone(c.before), "verify"), c.after...) {
				args = append(args, places.Replace(a))
			}
			env := make(map[string]string)
			for k, v := range c.env {
				env[k] = places.Replace(v)
			}
			r := runIn(t, env, args...)
			if r.code != exitDone || !strings.Contains(r.out, "1 cases, 1 revisions") {
				t.Errorf("exit %d, want the one case HERE\n%s%s", r.code, r.out, r.err)
			}
		})
	}
}
