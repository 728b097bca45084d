package content

// Access says who may read a case, a section of it or an act.
type Access string

// The levels of access, widest first.
const (
	AccessPublic  Access = "public"
	AccessMembers Access = "members"
	AccessStaff   Access = "staff"
)

// A Sight is how far somebody sees: each level sees all that the lower ones see.
type Sight int

// The sights, narrowest first.
const (
	SightVisitor Sight = iota
	SightMember
	SightStaff
)

// Sees reports whether this sight reaches what has access a. An access that is
// not stated is for staff: forgetting to say it hides, never shows.
func (s Sight) Sees(a Access) bool {
	switch a {
	case AccessPublic:
		return true
	case AccessMembers:
		return s >= SightMember
	default:
		return s >= SightStaff
	}
}

// SeesCase reports whether this sight reaches a case of the given state and access.
func (s Sight) SeesCase(status Status, a Access) bool {
	return s >= SightStaff || status.Open() && s.Sees(a)
}

// A Role is what a person may do; it decides the sight.
type Role string

// The roles, as code names them; pages say Visitatore, Membro, Redazione, Amministrazione.
const (
	RoleVisitor Role = "visitor"
	RoleMember  Role = "member"
	RoleEditor  Role = "editor"
	RoleAdmin   Role = "admin"
)

// A Principal is who asks. The zero value is a visitor.
type Principal struct {
	Role Role
	Name string // the author that a revision records: an address, or "import"
	// ReadOnly takes away what the role may change, not what it may see.
	ReadOnly bool
}

// MayWrite reports whether this principal may change cases.
func (p Principal) MayWrite() bool { return p.Sight() >= SightStaff && !p.ReadOnly }

// Sight is how far this principal sees.
func (p Principal) Sight() Sight {
	switch p.Role {
	case RoleMember:
		return SightMember
	case RoleEditor, RoleAdmin:
		return SightStaff
	default:
		return SightVisitor
	}
}
