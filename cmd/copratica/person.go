package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"copratica/content"
)

// A personCommand groups what is done to accounts. Each works beside a running
// server, which heeds it with its next request.
type personCommand struct {
	Add     personAddCommand     `cmd:"" help:"Add a person."`
	List    personListCommand    `cmd:"" help:"List people and their tokens."`
	Role    personRoleCommand    `cmd:"" help:"Give a person another role."`
	Disable personDisableCommand `cmd:"" help:"Shut a person's account, or open it again with --undo."`
	Token   personTokenCommand   `cmd:"" help:"Make a token for the API, shown once; or revoke one."`
}

// within opens the house for f.
func within(ctx context.Context, s *settings, f func(*house) error) (err error) {
	h, err := openHouse(ctx, *s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	return f(h)
}

// ofPerson says in words what went wrong with somebody.
func ofPerson(email string, err error) error {
	var invalid *content.InvalidError
	switch {
	case errors.Is(err, content.ErrNotFound):
		return fmt.Errorf("there is no person %s", email)
	case errors.Is(err, content.ErrConflict):
		return fmt.Errorf("there is a person %s already", email)
	case errors.As(err, &invalid):
		return usageError{invalid.Problems[0].String()}
	}
	return err
}

type personAddCommand struct {
	Email string `arg:"" help:"Their e-mail address."`
	Role  string `required:"" enum:"member,editor,admin" help:"member, editor or admin."`
}

// Run adds a person.
func (c *personAddCommand) Run(ctx context.Context, t *terminal, s *settings) error {
	return within(ctx, s, func(h *house) error {
		p := content.Person{Email: c.Email, Role: content.Role(c.Role), Created: time.Now()}
		if err := h.store.AddPerson(ctx, p); err != nil {
			return ofPerson(c.Email, err)
		}
		fmt.Fprintf(t.out, "added %s, %s\n", c.Email, c.Role)
		return nil
	})
}

type personListCommand struct{}

// Run prints a line for each person, and below it one for each token.
func (personListCommand) Run(ctx context.Context, t *terminal, s *settings) error {
	return within(ctx, s, func(h *house) error {
		all, err := h.store.People(ctx)
		if err != nil {
			return err
		}
		for _, p := range all {
			state := ""
			if p.Disabled {
				state = ", disabled"
			}
			fmt.Fprintf(t.out, "%s, %s%s, since %s\n", p.Email, p.Role, state, content.Day(p.Created))
			tokens, err := h.store.Tokens(ctx, p.Email)
			if err != nil {
				return err
			}
			for _, token := range tokens {
				fmt.Fprintf(t.out, "  token %s\n", describe(token, time.Now()))
			}
		}
		return nil
	})
}

// describe tells all of a token but the token.
func describe(token content.Token, now time.Time) string {
	line := fmt.Sprintf("%s, %s, made %s, ", token.Hash.ID(), token.Scope, content.Day(token.Created))
	switch {
	case !token.Revoked.IsZero():
		return line + "revoked " + string(content.Day(token.Revoked))
	case now.Before(token.Expires):
		line += "good until "
	default:
		line += "expired "
	}
	line += string(content.Day(token.Expires))
	if token.Used.IsZero() {
		return line + ", never used"
	}
	return line + ", last used " + string(content.Day(token.Used))
}

type personRoleCommand struct {
	Email string `arg:"" help:"The person."`
	Role  string `arg:"" enum:"member,editor,admin" help:"member, editor or admin."`
}

// Run gives a person another role.
func (c *personRoleCommand) Run(ctx context.Context, t *terminal, s *settings) error {
	return within(ctx, s, func(h *house) error {
		if err := h.store.SetRole(ctx, c.Email, content.Role(c.Role)); err != nil {
			return ofPerson(c.Email, err)
		}
		fmt.Fprintf(t.out, "%s is now %s\n", c.Email, c.Role)
		return nil
	})
}

type personDisableCommand struct {
	Email string `arg:"" help:"The person."`
	Undo  bool   `help:"Open the account again."`
}

// Run shuts an account, or opens it again.
func (c *personDisableCommand) Run(ctx context.Context, t *terminal, s *settings) error {
	return within(ctx, s, func(h *house) error {
		if err := h.store.SetDisabled(ctx, c.Email, !c.Undo); err != nil {
			return ofPerson(c.Email, err)
		}
		if c.Undo {
			fmt.Fprintf(t.out, "%s is enabled again\n", c.Email)
		} else {
			fmt.Fprintf(t.out, "%s is disabled\n", c.Email)
		}
		return nil
	})
}

type personTokenCommand struct {
	Email  string `arg:"" help:"The person whom a program acts for."`
	Scope  string `enum:"read,write," default:"" help:"read, or write for reading and writing."`
	Days   int    `default:"90" help:"How long it is good (90 days)."`
	Revoke string `placeholder:"ID" help:"Revoke the token with this ID, which list shows, instead."`
}

// mostDays is the longest that a token can be good.
const mostDays = 3650

// Run makes a token and prints it alone on a line, or revokes one.
func (c *personTokenCommand) Run(ctx context.Context, t *terminal, s *settings) error {
	switch {
	case (c.Scope == "") == (c.Revoke == ""):
		return usageError{"want --scope read, --scope write or --revoke ID"}
	case c.Days < 1 || c.Days > mostDays:
		return usageError{fmt.Sprintf("--days: want from 1 to %d", mostDays)}
	}
	return within(ctx, s, func(h *house) error {
		if c.Revoke != "" {
			return c.revoke(ctx, t, h)
		}
		now := time.Now()
		secret, hash := content.NewToken()
		token := content.Token{
			Hash: hash, Email: c.Email, Scope: content.Scope(c.Scope), Created: now, Expires: now.AddDate(0, 0, c.Days),
		}
		if err := h.store.AddToken(ctx, token); err != nil {
			return ofPerson(c.Email, err)
		}
		fmt.Fprintln(t.out, secret)
		t.say("token %s for %s, %s, good until %s: it is not shown again", hash.ID(), c.Email, c.Scope, content.Day(token.Expires))
		return nil
	})
}

func (c *personTokenCommand) revoke(ctx context.Context, t *terminal, h *house) error {
	err := h.store.RevokeToken(ctx, c.Email, c.Revoke, time.Now())
	if errors.Is(err, content.ErrNotFound) {
		return fmt.Errorf("%s has no token %s", c.Email, c.Revoke)
	}
	if err == nil {
		fmt.Fprintf(t.out, "token %s of %s is revoked\n", c.Revoke, c.Email)
	}
	return err
}
