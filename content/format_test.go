package content

import (
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// TestFormatGolden shows the text that Format makes of the corpus.
func TestFormatGolden(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for file, text := range corpus(t, "good_") {
		parsed, err := Parse(text, tax, thisYear)
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := Format(parsed.Case, parsed.Body)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "good_sample") || strings.HasSuffix(file, "good_strings") {
			golden(t, filepath.Join("testdata/format", filepath.Base(file)+".md"), string(formatted))
		}
		sameAfterFormat(t, parsed, tax)
	}
}

// TestFormatAnyCase formats cases made of random values, every kind of string
// among them, and parses them back.
func TestFormatAnyCase(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	for seed := range uint64(300) {
		m := caseMaker{rand.New(rand.NewPCG(seed, 1)), tax}
		sameAfterFormat(t, &Parsed{Case: m.make(), Body: m.text()}, tax)
	}
}

type caseMaker struct {
	*rand.Rand
	tax *Taxonomy
}

// text is a string that YAML could take for something else.
func (m caseMaker) text() string {
	hard := []string{
		"NO", "yes", "null", "~", "2023-05-12", "2023-05", "2023", "1e3", "0x1f", ".inf", "12:30", "true", "- a", "a: b",
		"a #b", "# a", "{a}", "[a]", "a, b", "'a'", `"a"`, `\n`, "*a", "&a", "!a", "%a", "@a", "`a`", "?", "-", "=", "<<",
		" a ", "è", "L'Aquila", "👩‍👩‍👧", "\u00a0", "a\u200bb", "\ufeff", "---", "...", "|", ">", "a:", "y",
	}
	s := hard[m.IntN(len(hard))]
	for m.IntN(2) == 0 {
		s += string(rune(0xa0+m.IntN(0x3000))) + hard[m.IntN(len(hard))]
	}
	return strings.Map(func(r rune) rune {
		if breaksLine(r) {
			return 'x'
		}
		return r
	}, s)
}

func (m caseMaker) term(v Vocabulary) string {
	terms := m.tax.Terms(v)
	return terms[m.IntN(len(terms))].Slug
}

// maybe is absent, empty or some items.
func maybe[T any](m caseMaker, item func() T) []T {
	switch n := m.IntN(4); n {
	case 0:
		return nil
	default:
		list := make([]T, 0, n)
		for range n - 1 {
			list = append(list, item())
		}
		return list
	}
}

func (m caseMaker) slugs(v Vocabulary) []string {
	seen := make(map[string]bool)
	return maybe(m, func() string {
		slug := m.term(v)
		for seen[slug] {
			slug = m.term(v)
		}
		seen[slug] = true
		return slug
	})
}

func (m caseMaker) date() Date {
	return []Date{"", "2023", "2023-05", "2023-05-12"}[m.IntN(4)]
}

func (m caseMaker) number() *float64 {
	x := []float64{0, 0.01, 6, 99.5, 33.333333333333336, 100}[m.IntN(6)]
	return &x
}

func (m caseMaker) count() *int {
	n := m.IntN(maxMonths)
	return []*int{nil, &n}[m.IntN(2)]
}

func (m caseMaker) make() *Case {
	access := func() Access { return []Access{AccessPublic, AccessMembers, AccessStaff}[m.IntN(3)] }
	c := &Case{
		Title: m.text() + ".", Summary: m.text() + "\n" + m.text(), Status: StatusReview, Access: AccessMembers,
		Region: []string{RegionNational}, Province: m.term(VocabProvinces), Municipality: m.text(), Ambito: m.text(),
		Years: []int{2020 + m.IntN(3), 2023}, Sectors: []string{m.term(VocabSectors)}, TargetGroups: m.slugs(VocabTargetGroups),
		PublicBody:      PublicBody{Name: m.text() + ".", Type: m.term(VocabPublicBodyTypes)},
		LegalInstrument: m.term(VocabLegalInstruments), Initiative: m.term(VocabInitiative),
		FundingSources: m.slugs(VocabFundingSources), ProposalsReceived: m.count(), PartnersSelected: m.count(),
		Meetings: m.count(), Facilitator: m.term(VocabFacilitation), DurationMonths: m.count(),
		EvidenceLevel: m.term(VocabEvidenceLevels), DocumentTypes: m.slugs(VocabDocumentTypes),
		Published: m.date(), Updated: m.date(),
	}
	c.ETSPartners = maybe(m, func() Partner { return Partner{m.text() + ".", m.term(VocabETSTypes), m.term(VocabPartnerRoles)} })
	c.Attachments = maybe(m, func() Attachment {
		return Attachment{
			File: string(rune('a'+m.IntN(26))) + Slug(m.text()) + string(rune('0'+len(c.Attachments))), Title: m.text(),
			Number: m.text(), Issuer: m.text(), Date: m.date(), Captured: m.date(), SourceURL: "http://a.example/?a=[b],c#d", Access: access(),
		}
	})
	c.Attachments = slicesUnique(c.Attachments)
	c.Phases = maybe(m, func() Phase {
		p := Phase{Phase: m.term(VocabProcedurePhases), Date: m.date(), Outcome: m.term(VocabPhaseOutcomes), Note: m.text(), Response: m.text()}
		for _, a := range c.Attachments {
			p.Documents = append(p.Documents, a.File)
		}
		return p
	})
	c.AmountsEUR = maybe(m, func() Amount { return Amount{m.text(), *m.number(), m.term(VocabAmountKinds)} })
	if m.IntN(2) == 0 {
		c.Cofunding = &Cofunding{Value: m.number(), Percent: m.number(), Forms: m.slugs(VocabCofundingForms)}
		c.Contact = &Contact{Office: m.text(), Access: access()}
		c.Checked = &Checked{By: "ente", Date: m.date()}
		c.SectionsAccess = map[string]Access{"esiti": access(), "no": access(), "2023": access()}
	}
	c.SelectionCriteria = maybe(m, func() Criterion { return Criterion{m.text() + ".", m.number()} })
	c.Related = maybe(m, func() Relation { return Relation{"caso-" + Slug(m.text()) + "x", m.term(VocabRelations)} })
	c.Sources = maybe(m, func() Source { return Source{"https://a.example/" + Slug(m.text()), m.text(), m.date()} })
	return c
}

// slicesUnique drops attachments that would have the same name.
func slicesUnique(list []Attachment) []Attachment {
	seen := make(map[string]bool)
	kept := list[:0]
	for _, a := range list {
		if !seen[a.File] {
			seen[a.File] = true
			kept = append(kept, a)
		}
	}
	return kept
}

// TestKeysAgree keeps the keys that Parse knows, the names in JSON and what
// Format writes one list in one order.
func TestKeysAgree(t *testing.T) {
	t.Parallel()
	d := &decoder{}
	for _, tc := range []struct {
		value any
		keys  []key
	}{
		{Case{}, d.caseKeys(&Case{})},
		{Partner{}, d.partnerKeys(&Partner{})},
		{Phase{}, d.phaseKeys(&Phase{})},
		{Amount{}, d.amountKeys(&Amount{})},
		{Cofunding{}, d.cofundingKeys(&Cofunding{})},
		{Criterion{}, d.criterionKeys(&Criterion{})},
		{Relation{}, d.relationKeys(&Relation{})},
		{Contact{}, d.contactKeys(&Contact{})},
		{Checked{}, d.checkedKeys(&Checked{})},
		{Source{}, d.sourceKeys(&Source{})},
		{Attachment{}, d.attachmentKeys(&Attachment{})},
	} {
		var fromJSON, known []string
		for field := range reflect.TypeOf(tc.value).Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			fromJSON = append(fromJSON, name)
		}
		for _, k := range tc.keys {
			known = append(known, k.name)
		}
		if diff := cmp.Diff(fromJSON, known); diff != "" {
			t.Errorf("%T (-JSON +front matter):\n%s", tc.value, diff)
		}
	}
}

func TestFormatKeyOrder(t *testing.T) {
	t.Parallel()
	tax := taxonomy(t)
	sample, err := Parse(corpus(t, "good_sample")["testdata/frontmatter/good_sample"], tax, thisYear)
	if err != nil {
		t.Fatal(err)
	}
	text, err := Format(sample.Case, "")
	if err != nil {
		t.Fatal(err)
	}
	m, err := readMatter(text)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for i := 0; i < len(m.root.Content); i += 2 {
		got = append(got, m.root.Content[i].Value)
	}
	for _, k := range (&decoder{}).caseKeys(&Case{}) {
		want = append(want, k.name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the sample has all keys (-want +got):\n%s", diff)
	}
}

func TestFormatRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Case{
		"a title":     {Title: "\xff"},
		"a sector":    {Sectors: []string{"\xff"}},
		"a name":      {ETSPartners: []Partner{{Name: "\xff"}}},
		"a number":    {AmountsEUR: []Amount{{Value: math.NaN()}}},
		"an infinity": {AmountsEUR: []Amount{{Value: math.Inf(1)}}},
	} {
		if _, err := Format(&c, ""); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	if _, err := Format(&Case{Title: "a"}, strings.Repeat("a", MaxCaseSize)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a long body: got %v, want ErrTooLarge", err)
	}
}

// TestScalarText checks that a string comes back as itself, alone and inside
// a list, by a reader of YAML that resolves types as 1.1 did where it can.
func TestScalarText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		s      string
		quotes bool
	}{
		{"anziani", false}, {"Comune di Mantova", false}, {"L'Aquila", false}, {"città (centro)", false}, {"2023-05", false},
		{"a.pdf", false}, {"NO", true}, {"off", true}, {"2023-05-12", true}, {"2023", true}, {"45", true}, {"12:30", true},
		{"a: b", true}, {"a,b", true}, {"a #b", true}, {" a", true}, {"a ", true}, {"- a", true}, {"", true}, {"a\nb", true},
		{"https://a.example", true}, {"\ufeffa", true}, {"a\u00a0b", true}, {"2023-13", true},
	} {
		text := scalarText(tc.s)
		if quotes := text[0] == '"'; quotes != tc.quotes {
			t.Errorf("%q is written %s", tc.s, text)
		}
		var back struct{ A, B []any }
		if err := yaml.Unmarshal([]byte("a:\n- "+text+"\nb: ["+text+"]\n"), &back); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if diff := cmp.Diff([]any{tc.s}, back.A); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
		if diff := cmp.Diff([]any{tc.s}, back.B); diff != "" {
			t.Errorf("%s in a list (-want +got):\n%s", text, diff)
		}
	}
}
