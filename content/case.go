package content

// Status says where a case stands on its way to the readers.
type Status string

// The states of a case. Published and outdated cases are for readers; the
// others are seen by staff only.
const (
	StatusDraft     Status = "draft"
	StatusReview    Status = "review"
	StatusPublished Status = "published"
	StatusOutdated  Status = "outdated"
	StatusWithdrawn Status = "withdrawn"
)

// Open reports whether readers, and not only staff, may see a case in this state.
func (s Status) Open() bool { return s == StatusPublished || s == StatusOutdated }

// A Case is the front matter of a case, decoded. Slugs are those of the
// Taxonomy. A nil slice or pointer, or an empty string, is a thing not known;
// an empty slice that is not nil was stated to be none, and pages say which.
// JSON names are the keys of the front matter.
type Case struct {
	ID                string            `json:"id"`
	Title             string            `json:"title"`
	Summary           string            `json:"summary,omitzero"`
	Status            Status            `json:"status"`
	Access            Access            `json:"access"`
	Region            []string          `json:"region"`
	Province          string            `json:"province,omitzero"` // sigla: "MN"
	Municipality      string            `json:"municipality,omitzero"`
	Ambito            string            `json:"ambito,omitzero"` // the name used locally
	Years             []int             `json:"years,omitzero"`  // ascending, each once; ranges are spelled out
	Sectors           []string          `json:"sectors"`
	TargetGroups      []string          `json:"target_groups,omitzero"`
	PublicBody        PublicBody        `json:"public_body"`
	ETSPartners       []Partner         `json:"ets_partners,omitzero"`
	LegalInstrument   string            `json:"legal_instrument"`
	Initiative        string            `json:"initiative,omitzero"` // "ufficio" or "parte"
	Phases            []Phase           `json:"phases,omitzero"`
	FundingSources    []string          `json:"funding_sources,omitzero"`
	AmountsEUR        []Amount          `json:"amounts_eur,omitzero"`
	Cofunding         *Cofunding        `json:"cofunding,omitzero"`
	SelectionCriteria []Criterion       `json:"selection_criteria,omitzero"`
	ProposalsReceived *int              `json:"proposals_received,omitzero"`
	PartnersSelected  *int              `json:"partners_selected,omitzero"`
	Meetings          *int              `json:"meetings,omitzero"`
	Facilitator       string            `json:"facilitator,omitzero"`
	DurationMonths    *int              `json:"duration_months,omitzero"`
	EvidenceLevel     string            `json:"evidence_level,omitzero"`
	Difficulties      []string          `json:"difficulties,omitzero"`
	Related           []Relation        `json:"related,omitzero"`
	Contact           *Contact          `json:"contact,omitzero"`
	Checked           *Checked          `json:"checked,omitzero"`
	SectionsAccess    map[string]Access `json:"sections_access,omitzero"` // by heading slug
	DocumentTypes     []string          `json:"document_types,omitzero"`
	Sources           []Source          `json:"sources,omitzero"`
	Published         Date              `json:"published,omitzero"`
	Updated           Date              `json:"updated,omitzero"`
	Attachments       []Attachment      `json:"attachments,omitzero"`
}

// A PublicBody is the administration that conducts the procedure.
type PublicBody struct {
	Name string `json:"name"`
	Type string `json:"type,omitzero"`
}

// A Partner is a Third Sector organisation that took part.
type Partner struct {
	Name string `json:"name"`
	Type string `json:"type,omitzero"`
	Role string `json:"role,omitzero"`
}

// A Phase is one step of the procedure; steps may repeat and come in any order.
type Phase struct {
	Phase     string   `json:"phase"`
	Date      Date     `json:"date,omitzero"`
	Outcome   string   `json:"outcome,omitzero"`
	Note      string   `json:"note,omitzero"`
	Response  string   `json:"response,omitzero"` // how a difficulty was answered
	Documents []string `json:"documents,omitzero"`
}

// An Amount is a sum of money in euro with what it means.
type Amount struct {
	Label string  `json:"label,omitzero"`
	Value float64 `json:"value"`
	Kind  string  `json:"kind,omitzero"`
}

// Cofunding is what the partners add: euro, percent of the whole, and forms.
type Cofunding struct {
	Value   *float64 `json:"value,omitzero"`
	Percent *float64 `json:"percent,omitzero"`
	Forms   []string `json:"forms,omitzero"`
}

// A Criterion of selection with its points.
type Criterion struct {
	Criterion string   `json:"criterion"`
	Points    *float64 `json:"points,omitzero"`
}

// A Relation names another case and how this one relates to it.
type Relation struct {
	ID       string `json:"id"`
	Relation string `json:"relation,omitzero"`
}

// A Contact is an office, not a person.
type Contact struct {
	Office string `json:"office,omitzero"`
	Email  string `json:"email,omitzero"`
	Access Access `json:"access,omitzero"` // members unless stated
}

// Checked says against what the record was last checked: fonte, ente or redazione.
type Checked struct {
	By   string `json:"by"`
	Date Date   `json:"date,omitzero"`
}

// A Source is a page the record draws on, and when it was read.
type Source struct {
	URL   string `json:"url"`
	Title string `json:"title,omitzero"`
	Read  Date   `json:"read,omitzero"`
}

// An Attachment is an act as front matter describes it. Access is staff unless
// stated. The bytes are the File of the same name.
type Attachment struct {
	File         string `json:"file"`
	Title        string `json:"title,omitzero"`
	Kind         string `json:"kind,omitzero"`
	Phase        string `json:"phase,omitzero"`
	Number       string `json:"number,omitzero"`
	Issuer       string `json:"issuer,omitzero"`
	Date         Date   `json:"date,omitzero"`
	Licence      string `json:"licence,omitzero"`
	SourceURL    string `json:"source_url,omitzero"`
	Captured     Date   `json:"captured,omitzero"`
	ReceivedFrom string `json:"received_from,omitzero"`
	Access       Access `json:"access,omitzero"`
}
