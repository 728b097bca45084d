package content

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Person is an account. The e-mail address names it, in lower case.
type Person struct {
	Email    string
	Role     Role // member, editor or admin
	Disabled bool // may come back, and until then is nobody
	Created  time.Time
}

// A Scope is what a token may be used for, within the role of its person.
type Scope string

// The scopes.
const (
	ScopeRead  Scope = "read"
	ScopeWrite Scope = "write" // and read
)

// A TokenHash is the SHA-256 of a token in lower-case hexadecimal: a token
// itself is kept nowhere.
type TokenHash string

// ID is the beginning of the hash, enough to name a token among others.
func (h TokenHash) ID() string { return string(h[:min(len(h), 10)]) }

// A Token lets a program act for a person. Used is zero until it was used, and
// Revoked until it was revoked.
type Token struct {
	Hash    TokenHash
	Email   string
	Scope   Scope
	Created time.Time
	Expires time.Time
	Used    time.Time
	Revoked time.Time
}

// People keeps accounts, apart from cases: it never takes a Seq. Addresses are
// taken in any case. Implementations pass contenttest.People.
//
// AddPerson is ErrConflict for an address that is taken, ErrInvalid for a
// person who cannot be. SetRole and SetDisabled take effect with the next
// Bearer; ErrNotFound without the person.
//
// People returns everybody in order of address.
type People interface {
	AddPerson(ctx context.Context, p Person) error
	Person(ctx context.Context, email string) (Person, error)
	People(ctx context.Context) ([]Person, error)
	SetRole(ctx context.Context, email string, role Role) error
	SetDisabled(ctx context.Context, email string, disabled bool) error
}

// Tokens keeps the tokens of people. Implementations pass contenttest.People.
//
// AddToken is ErrNotFound without the person. Bearer returns a token, whatever
// its state, with its person as they are now; ErrNotFound without it.
//
// Tokens returns those of a person, newest first. RevokeToken revokes the one
// of a person that has this ID, once and for all; ErrNotFound without it.
//
// UseToken notes when a token was used; an older time than the one noted, or a
// token that is not there, changes nothing.
type Tokens interface {
	AddToken(ctx context.Context, t Token) error
	Bearer(ctx context.Context, h TokenHash) (Token, Person, error)
	Tokens(ctx context.Context, email string) ([]Token, error)
	RevokeToken(ctx context.Context, email, id string, at time.Time) error
	UseToken(ctx context.Context, h TokenHash, at time.Time) error
}

// CleanEmail is an address as accounts are named: in lower case, without space
// around it. What is no address is ErrInvalid.
func CleanEmail(email string) (string, error) {
	const longest = 254
	clean := strings.ToLower(strings.TrimSpace(email))
	if len(clean) > longest || !isEmail(clean) {
		return "", &InvalidError{Problems: []Problem{{
			Field: "email", Code: CodeFormat, Value: shorten(email), Detail: "must be an e-mail address like anna@comune.example",
		}}}
	}
	return clean, nil
}

// Check says what is wrong with a person; ErrInvalid.
func (p Person) Check() error {
	if _, err := CleanEmail(p.Email); err != nil {
		return err
	}
	return p.Role.Check()
}

// Check says whether an account can have this role; ErrInvalid.
func (r Role) Check() error {
	switch r {
	case RoleMember, RoleEditor, RoleAdmin:
		return nil
	}
	return &InvalidError{Problems: []Problem{{
		Field: "role", Code: CodeUnknownSlug, Value: shorten(string(r)), Detail: "must be member, editor or admin",
	}}}
}

// tokenMark begins every token, so that one that was left lying about is known
// for what it is.
const tokenMark = "copratica_"

// NewToken makes a token of 256 random bits. It is to be shown once; Hash is
// what to keep.
func NewToken() (token string, h TokenHash) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	token = tokenMark + base64.RawURLEncoding.EncodeToString(b[:])
	return token, HashToken(token)
}

// HashToken is what a token is kept and looked up as. It is random enough for
// a plain hash to hide it, and for a lookup by hash to tell nothing by its time.
func HashToken(token string) TokenHash {
	sum := sha256.Sum256([]byte(token))
	return TokenHash(hex.EncodeToString(sum[:]))
}

// usedEvery is how exactly the last use of a token is known: a write for each
// request would cost more than it tells.
const usedEvery = 10 * time.Minute

// Authenticate turns a token into the principal it acts for, with the role
// that its person has now. A token that is unknown, expired or revoked, or
// whose person is disabled, is ErrUnauthenticated, and nothing says which.
func Authenticate(ctx context.Context, tokens Tokens, secret string, now time.Time) (Principal, error) {
	h := HashToken(secret)
	t, p, err := tokens.Bearer(ctx, h)
	if errors.Is(err, ErrNotFound) {
		return Principal{}, fmt.Errorf("look up token: %w", ErrUnauthenticated)
	}
	if err != nil {
		return Principal{}, fmt.Errorf("look up token: %w", err)
	}
	same := subtle.ConstantTimeCompare([]byte(t.Hash), []byte(h)) == 1
	if !same || p.Disabled || !t.Revoked.IsZero() || !now.Before(t.Expires) {
		return Principal{}, fmt.Errorf("token %s: %w", h.ID(), ErrUnauthenticated)
	}
	if now.Sub(t.Used) >= usedEvery {
		// Not to know when a token was used last is no reason to refuse it.
		patience, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_ = tokens.UseToken(patience, h, now)
	}
	return Principal{Role: p.Role, Name: p.Email, ReadOnly: t.Scope != ScopeWrite}, nil
}
