package contenttest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"copratica/content"
)

// Accounts is what the suite People asks of an implementation.
type Accounts interface {
	content.Store
	content.People
	content.Tokens
}

// People checks content.People and content.Tokens. open gives an empty store,
// and closes it when its test ends.
func People(t *testing.T, open func(t *testing.T) Accounts) {
	for name, test := range map[string]func(*testing.T, Accounts){
		"add and read":       peopleAdd,
		"absent":             peopleAbsent,
		"invalid":            peopleInvalid,
		"change":             peopleChange,
		"tokens":             tokensAdd,
		"revoke":             tokensRevoke,
		"use":                tokensUse,
		"authenticate":       authenticate,
		"no change is taken": peopleTakeNoSeq,
		"one of many":        peopleAtOnce,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// moment is at as stores give it back.
func moment(minute int) time.Time { return at(minute).UTC().Truncate(time.Microsecond) }

func anna() content.Person {
	return content.Person{Email: "anna@example.org", Role: content.RoleEditor, Created: moment(0)}
}

func addPerson(t *testing.T, a Accounts, p content.Person) {
	t.Helper()
	if err := a.AddPerson(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

// addToken adds a token of anna's made at a minute, good for an hour.
func addToken(t *testing.T, a Accounts, minute int, scope content.Scope) (secret string, token content.Token) {
	t.Helper()
	secret, hash := content.NewToken()
	token = content.Token{Hash: hash, Email: anna().Email, Scope: scope, Created: moment(minute), Expires: moment(minute + 60)}
	if err := a.AddToken(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	return secret, token
}

func peopleAdd(t *testing.T, a Accounts) {
	p := anna()
	p.Email = " Anna@Example.ORG"
	p.Created = at(0)
	addPerson(t, a, p)
	bruno := content.Person{Email: "Bruno@example.org", Role: content.RoleMember, Created: moment(1), Disabled: true}
	addPerson(t, a, bruno)
	bruno.Email = "bruno@example.org"
	for _, email := range []string{"anna@example.org", "ANNA@EXAMPLE.ORG", " anna@example.org "} {
		got, err := a.Person(t.Context(), email)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, email, anna(), got)
	}
	got, err := a.People(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "everybody", []content.Person{anna(), bruno}, got)
	for _, again := range []string{"anna@example.org", "Anna@example.org"} {
		p.Email, p.Role = again, content.RoleMember
		wantErr(t, "add "+again+" again", a.AddPerson(t.Context(), p), content.ErrConflict)
	}
	if got, err := a.Person(t.Context(), "anna@example.org"); err != nil || got.Role != content.RoleEditor {
		t.Errorf("after adding again: %+v, %v", got, err)
	}
}

func peopleAbsent(t *testing.T, a Accounts) {
	addPerson(t, a, anna())
	_, hash := content.NewToken()
	for _, email := range []string{"", "nobody@example.org", "anna", "a\x00@example.org", "\xff@example.org", "' OR 1=1 --", "%"} {
		_, err := a.Person(t.Context(), email)
		wantErr(t, "Person "+email, err, content.ErrNotFound)
		wantErr(t, "SetRole "+email, a.SetRole(t.Context(), email, content.RoleAdmin), content.ErrNotFound)
		wantErr(t, "SetDisabled "+email, a.SetDisabled(t.Context(), email, true), content.ErrNotFound)
		wantErr(t, "RevokeToken "+email, a.RevokeToken(t.Context(), email, hash.ID(), moment(0)), content.ErrNotFound)
		err = a.AddToken(t.Context(), content.Token{Hash: hash, Email: email, Scope: content.ScopeRead})
		wantErr(t, "AddToken "+email, err, content.ErrNotFound)
		if all, err := a.Tokens(t.Context(), email); err != nil || len(all) > 0 {
			t.Errorf("Tokens %q: %v, %v", email, all, err)
		}
	}
	for _, h := range []content.TokenHash{"", hash, "\x00", "\xff", "%"} {
		_, _, err := a.Bearer(t.Context(), h)
		wantErr(t, "Bearer "+string(h), err, content.ErrNotFound)
	}
}

func peopleInvalid(t *testing.T, a Accounts) {
	for name, spoil := range map[string]func(*content.Person){
		"no address":       func(p *content.Person) { p.Email = "" },
		"no @":             func(p *content.Person) { p.Email = "anna" },
		"with a name":      func(p *content.Person) { p.Email = "Anna <anna@example.org>" },
		"too long":         func(p *content.Person) { p.Email = strings.Repeat("a", 250) + "@example.org" },
		"NUL":              func(p *content.Person) { p.Email = "a\x00@example.org" },
		"no role":          func(p *content.Person) { p.Role = "" },
		"role of a guest":  func(p *content.Person) { p.Role = content.RoleVisitor },
		"role that is not": func(p *content.Person) { p.Role = "root" },
	} {
		p := anna()
		spoil(&p)
		wantErr(t, name, a.AddPerson(t.Context(), p), content.ErrInvalid)
	}
	addPerson(t, a, anna())
	wantErr(t, "a role that is not", a.SetRole(t.Context(), anna().Email, "root"), content.ErrInvalid)
	_, hash := content.NewToken()
	for name, bad := range map[string]content.Token{
		"no hash":           {Email: anna().Email, Scope: content.ScopeRead},
		"the token itself":  {Hash: "copratica_abc", Email: anna().Email, Scope: content.ScopeRead},
		"no scope":          {Hash: hash, Email: anna().Email},
		"scope that is not": {Hash: hash, Email: anna().Email, Scope: "admin"},
	} {
		wantErr(t, name, a.AddToken(t.Context(), bad), content.ErrInvalid)
	}
}

func peopleChange(t *testing.T, a Accounts) {
	addPerson(t, a, anna())
	want := anna()
	for _, role := range []content.Role{content.RoleAdmin, content.RoleMember, content.RoleMember} {
		for _, disabled := range []bool{true, false} {
			if err := a.SetRole(t.Context(), "ANNA@example.org", role); err != nil {
				t.Fatal(err)
			}
			if err := a.SetDisabled(t.Context(), "ANNA@example.org", disabled); err != nil {
				t.Fatal(err)
			}
			want.Role, want.Disabled = role, disabled
			got, err := a.Person(t.Context(), want.Email)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "after a change", want, got)
		}
	}
}

func tokensAdd(t *testing.T, a Accounts) {
	addPerson(t, a, anna())
	_, first := addToken(t, a, 1, content.ScopeRead)
	_, second := addToken(t, a, 2, content.ScopeWrite)
	for _, want := range []content.Token{first, second} {
		got, p, err := a.Bearer(t.Context(), want.Hash)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "token", want, got)
		equal(t, "its person", anna(), p)
	}
	got, err := a.Tokens(t.Context(), "Anna@example.org")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "tokens, newest first", []content.Token{second, first}, got)
	wantErr(t, "the same token again", a.AddToken(t.Context(), first), content.ErrConflict)
}

func tokensRevoke(t *testing.T, a Accounts) {
	addPerson(t, a, anna())
	bruno := content.Person{Email: "bruno@example.org", Role: content.RoleMember, Created: moment(1)}
	addPerson(t, a, bruno)
	_, token := addToken(t, a, 1, content.ScopeRead)
	_, other := addToken(t, a, 2, content.ScopeRead)
	wantErr(t, "revoke another's", a.RevokeToken(t.Context(), bruno.Email, token.Hash.ID(), moment(3)), content.ErrNotFound)
	for _, id := range []string{"", "0", token.Hash.ID()[:9], "\x00", "%"} {
		wantErr(t, "revoke "+id, a.RevokeToken(t.Context(), anna().Email, id, moment(3)), content.ErrNotFound)
	}
	for _, minute := range []int{4, 5} { // it stays revoked when it was
		if err := a.RevokeToken(t.Context(), anna().Email, token.Hash.ID(), moment(minute)); err != nil {
			t.Fatal(err)
		}
	}
	token.Revoked = moment(4)
	got, err := a.Tokens(t.Context(), anna().Email)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "tokens", []content.Token{other, token}, got)
}

func tokensUse(t *testing.T, a Accounts) {
	addPerson(t, a, anna())
	_, token := addToken(t, a, 1, content.ScopeRead)
	for _, use := range []struct{ at, noted int }{{5, 5}, {4, 5}, {9, 9}} {
		if err := a.UseToken(t.Context(), token.Hash, moment(use.at)); err != nil {
			t.Fatal(err)
		}
		got, _, err := a.Bearer(t.Context(), token.Hash)
		if err != nil || !got.Used.Equal(moment(use.noted)) {
			t.Errorf("used at %d: noted %v, %v", use.at, got.Used, err)
		}
	}
	if err := a.UseToken(t.Context(), content.HashToken("nobody's"), moment(1)); err != nil {
		t.Errorf("use of an unknown token: %v", err)
	}
}

// authenticate checks what a token is good for, however its person changes.
func authenticate(t *testing.T, a Accounts) {
	addPerson(t, a, anna())
	read, _ := addToken(t, a, 0, content.ScopeRead)
	write, kept := addToken(t, a, 0, content.ScopeWrite)
	is := func(secret string, minute int) (content.Principal, error) {
		return content.Authenticate(t.Context(), a, secret, moment(minute))
	}
	want := content.Principal{Role: content.RoleEditor, Name: "anna@example.org"}
	got, err := is(write, 1)
	if err != nil || got != want {
		t.Errorf("write token: %+v, %v", got, err)
	}
	want.ReadOnly = true
	if got, err := is(read, 1); err != nil || got != want || got.MayWrite() {
		t.Errorf("read token: %+v, %v", got, err)
	}
	if used, _, err := a.Bearer(t.Context(), kept.Hash); err != nil || !used.Used.Equal(moment(1)) {
		t.Errorf("used %v, %v", used.Used, err)
	}
	for name, secret := range map[string]string{
		"nothing": "", "another": read + "x", "its hash": string(kept.Hash), "cut": read[:len(read)-1], "NUL": read + "\x00",
	} {
		_, err := is(secret, 1)
		wantErr(t, name, err, content.ErrUnauthenticated)
	}
	_, err = is(write, 60)
	wantErr(t, "an expired token", err, content.ErrUnauthenticated)

	if err := a.SetRole(t.Context(), want.Name, content.RoleMember); err != nil {
		t.Fatal(err)
	}
	if got, err := is(write, 2); err != nil || got.Role != content.RoleMember || got.MayWrite() {
		t.Errorf("after the role was narrowed: %+v, %v", got, err)
	}
	if err := a.SetDisabled(t.Context(), want.Name, true); err != nil {
		t.Fatal(err)
	}
	_, err = is(write, 2)
	wantErr(t, "a disabled person's token", err, content.ErrUnauthenticated)
	if err := a.SetDisabled(t.Context(), want.Name, false); err != nil {
		t.Fatal(err)
	}
	if err := a.RevokeToken(t.Context(), want.Name, kept.Hash.ID(), moment(2)); err != nil {
		t.Fatal(err)
	}
	_, err = is(write, 2)
	wantErr(t, "a revoked token", err, content.ErrUnauthenticated)
	if _, err := is(read, 2); err != nil {
		t.Errorf("the other token: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = content.Authenticate(ctx, a, read, moment(2))
	wantErr(t, "a context that is over", err, context.Canceled)
}

func peopleTakeNoSeq(t *testing.T, a Accounts) {
	addPerson(t, a, anna())
	secret, _ := addToken(t, a, 1, content.ScopeRead)
	if _, err := content.Authenticate(t.Context(), a, secret, moment(2)); err != nil {
		t.Fatal(err)
	}
	changes, err := a.Changes(t.Context(), 0, 10)
	if err != nil || len(changes) > 0 {
		t.Errorf("changes %v, %v; want none", changes, err)
	}
	r, err := a.PutCase(t.Context(), revision("x", 1))
	if err != nil || r.Seq != 1 {
		t.Errorf("the first change has number %d, %v", r.Seq, err)
	}
}

func peopleAtOnce(t *testing.T, a Accounts) {
	var wg sync.WaitGroup
	added := make(chan error, 8)
	for range cap(added) {
		wg.Go(func() { added <- a.AddPerson(t.Context(), anna()) })
	}
	wg.Wait()
	close(added)
	n := 0
	for err := range added {
		if err == nil {
			n++
			continue
		}
		wantErr(t, "add at the same time", err, content.ErrConflict)
	}
	if n != 1 {
		t.Errorf("%d of 8 added the same person", n)
	}
}
