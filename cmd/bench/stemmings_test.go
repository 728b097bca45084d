package bench

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const (
	// italianDir is the package whose files the ways to stem replace, stemmersDir
	// what they put there.
	italianDir  = "../../indexer/italian"
	stemmersDir = "testdata/stemmers"

	// What opens the sections of stems.txt and synonyms.txt that are left out.
	verbStems = "# verbs whose participle"
	verbNames = "# verbs and the nouns made from them"
)

// A stemming is a way to find the forms of a word: the files of package italian
// that make it, none for ours.
type stemming struct {
	name  string
	files map[string]patch
}

// A patch makes a file out of the one that is there, "" for a new one.
type patch func(t *testing.T, own string) string

func stemmings() []stemming {
	return []stemming{
		{name: nameOurs},
		{"no stems", map[string]patch{"stem.go": from("none.go")}},
		{"light (stock)", map[string]patch{"stem.go": from("light.go")}},
		{"Snowball", map[string]patch{"stem.go": from("snowball.go")}},
		{"lite4", map[string]patch{"stem.go": from("lite4.go")}},
		{"ours, without irregular participles", map[string]patch{"stems.txt": without(verbStems)}},
		{"ours, without nouns of verbs", map[string]patch{"synonyms.txt": without(verbNames)}},
		{"ours, without either", map[string]patch{"stems.txt": without(verbStems), "synonyms.txt": without(verbNames)}},
		{"ours, nouns of verbs as the same stem", map[string]patch{"stem.go": giveWay, "families.go": families}},
	}
}

// from gives a file of stemmersDir.
func from(name string) patch {
	return func(t *testing.T, _ string) string { return mustRead(t, filepath.Join(stemmersDir, name)) }
}

// without leaves out a section: from a comment to the next empty line.
func without(title string) patch {
	return func(t *testing.T, own string) string {
		before, section := mustCut(t, own, title)
		_, after, _ := strings.Cut(section, "\n\n")
		return before + after
	}
}

// giveWay makes room for the functions of families.go.
func giveWay(_ *testing.T, own string) string {
	return strings.NewReplacer("func (e entry) stemOf(", "func (e entry) ownStem(", "func Forms(", "func ownForms(").Replace(own)
}

// families is families.go with the verbs and their nouns that mean each other.
func families(t *testing.T, _ string) string {
	_, section := mustCut(t, mustRead(t, filepath.Join(italianDir, "synonyms.txt")), verbNames)
	section, _, _ = strings.Cut(section, "\n\n")
	var groups strings.Builder
	for line := range strings.Lines(section) {
		if line[0] != '#' && strings.Contains(line, ",") && !strings.Contains(line, "=>") {
			groups.WriteString(line)
		}
	}
	return from("families.go")(t, "") + "\nconst familiesText = " + strconv.Quote(groups.String())
}

func mustRead(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func mustCut(t *testing.T, text, at string) (before, after string) {
	t.Helper()
	before, after, found := strings.Cut(text, at)
	if !found {
		t.Fatalf("nothing says %q any more", at)
	}
	return before, after
}

// An overlay is files that the go command takes for those of package italian, by
// the path of those.
type overlay map[string]string

// put makes the file of one name with a patch.
func (o overlay) put(t *testing.T, name string, p patch) {
	t.Helper()
	of, err := filepath.Abs(filepath.Join(italianDir, name))
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile(of)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	o[of] = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(o[of], []byte(p(t, string(own))), 0o644); err != nil {
		t.Fatal(err)
	}
}

// run runs a go command in a directory with the files in their places.
func (o overlay) run(t *testing.T, dir, env, command string, args ...string) {
	t.Helper()
	list := filepath.Join(t.TempDir(), "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": o})
	if err == nil {
		err = os.WriteFile(list, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", append([]string{command, "-overlay", list}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), env)
	if log, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", command, err, log)
	}
}

func (s stemming) overlay(t *testing.T) overlay {
	t.Helper()
	o := overlay{}
	for name, p := range s.files {
		o.put(t, name, p)
	}
	return o
}

// builds sees that the files of a stemming fit the package still.
func (s stemming) builds(t *testing.T) {
	s.overlay(t).run(t, italianDir, "", "build", ".")
}

// tune measures the program built with a stemming. Names that it holds to be one
// are named once among the synonyms.
func (s stemming) tune(t *testing.T) (out tuned) {
	t.Helper()
	dir, o := t.TempDir(), s.overlay(t)
	accepted, result := filepath.Join(dir, "accepted.txt"), filepath.Join(dir, "tuned.json")
	o.put(t, "accept_test.go", from("accept_test.go"))
	o.run(t, italianDir, "SYNONYMS="+accepted, "test", "-count", "1", "-run", "^TestAccept$", ".")
	o.put(t, "synonyms.txt", func(t *testing.T, _ string) string { return mustRead(t, accepted) })
	o.run(t, ".", "", "test", "-count", "1", "-run", "^TestStemmers$", ".", "-bench.tuned", result)
	if err := json.Unmarshal([]byte(mustRead(t, result)), &out); err != nil {
		t.Fatal(err)
	}
	return out
}
