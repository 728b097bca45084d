package bleveindex_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/bleveindex"
)

// childVariable names the directory in which this binary, run again, writes
// until it is killed.
const childVariable = "BLEVEINDEX_WRITES_IN"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		writeForEver(dir)
	}
	os.Exit(run(m))
}

// benchRoot is where collections stand that several benchmarks share.
var benchRoot string

// run runs the tests with a directory that goes when all is done.
func run(m *testing.M) int {
	var err error
	if benchRoot, err = os.MkdirTemp("", "bleveindex"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(benchRoot)
	return m.Run()
}

// batchSize is how many documents each mark of the child brings; every third
// is a draft, which the next mark publishes.
const batchSize = 9

// childBatch is what stands at a mark: its documents, and the drafts of the
// mark before, published.
func childBatch(mark int) indexer.Batch {
	b := indexer.Batch{Mark: content.Seq(mark)}
	for i := range batchSize {
		b.Documents = append(b.Documents, simple(fmt.Sprintf("m%d-%d", mark, i), fmt.Sprint("numero ", mark), i%3 == 0))
		if i%3 == 0 && mark > 1 {
			b.Documents = append(b.Documents, simple(fmt.Sprintf("m%d-%d", mark-1, i), fmt.Sprint("numero ", mark-1), false))
		}
	}
	return b
}

// writeForEver goes on from the index's mark: five batches, then a rebuild,
// telling every step on standard output once it is done.
func writeForEver(dir string) {
	x, err := bleveindex.Open(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
	step := func(what string, mark int, err error) {
		if err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
		fmt.Println(what, mark)
	}
	for mark := int(x.Status().Mark) + 1; ; mark++ {
		step("applied", mark, x.Apply(context.Background(), childBatch(mark)))
		if mark%5 != 0 {
			continue
		}
		err := x.Rebuild(context.Background(), func(ctx context.Context, w indexer.Writer) error {
			for m := 1; m <= mark; m++ {
				if err := w.Apply(ctx, childBatch(m)); err != nil {
					return err
				}
				step("filled", m, nil)
			}
			return nil
		})
		step("rebuilt", mark, err)
	}
}

var kills = flag.Int("kills", 10, "how often TestKill kills")

// TestKill kills a process that writes and rebuilds, at points that a fixed
// seed chooses, and wants everything acknowledged to be there.
func TestKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(5, 6))
	for round := range *kills {
		acknowledged := runAndKill(t, dir, 1+random.IntN(15))
		x := open(t, dir)
		s := x.Status()
		if int(s.Mark) < acknowledged || s.Err != nil || s.Stale {
			t.Errorf("round %d: status %+v after mark %d was acknowledged", round, s, acknowledged)
		}
		if broken := names(t, dir, "broken-"); len(broken) > 0 {
			t.Errorf("round %d: could not open %v", round, broken)
		}
		for m := 1; m <= int(s.Mark); m++ { // neither lost nor in two places
			if n := total(t, x, fmt.Sprint(m)); n != batchSize {
				t.Errorf("round %d: %d documents of mark %d, want %d", round, n, m, batchSize)
			}
		}
		// Of the batch that was cut off there may be some, and going on from
		// the mark puts it right.
		apply(t, x, childBatch(int(s.Mark)+1))
		if got, want := total(t, x, ""), (int(s.Mark)+1)*batchSize; got != want {
			t.Errorf("round %d: %d documents after going on, want %d", round, got, want)
		}
		closeIndex(t, x)
	}
}

// runAndKill runs the child, kills it after so many steps and returns the last
// mark it acknowledged.
func runAndKill(t *testing.T, dir string, steps int) int {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childVariable+"="+dir)
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	defer child.Wait()
	last := 0
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); {
		what, mark := "", 0
		if _, err := fmt.Sscan(lines.Text(), &what, &mark); err != nil || strings.HasPrefix(what, "failed") {
			t.Errorf("the child said %q", lines.Text())
			break
		}
		if what != "filled" {
			last = mark
		}
		if n++; n == steps {
			must(t, child.Process.Kill())
		}
	}
	return last
}
