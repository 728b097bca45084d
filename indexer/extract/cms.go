package extract

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/smallstep/pkcs7"
)

// oidSignedData is how the identifier id-signedData (RFC 5652, 5.1) stands
// near the beginning of every signed envelope, in DER and in BER.
var oidSignedData = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}

// signed tells a signed envelope (CMS, .p7m) by its bytes and returns it
// without what armours it: PEM or mere base64. It is asked before any other
// kind, because the document inside shines through.
func signed(data []byte) ([]byte, bool) {
	if isSigned(data) {
		return data, true
	}
	head := bytes.TrimLeft(data[:min(len(data), 512)], "\ufeff \t\r\n")
	if bytes.HasPrefix(head, []byte("-----BEGIN ")) {
		if block, _ := pem.Decode(data); block != nil && isSigned(block.Bytes) {
			return block.Bytes, true
		}
		return nil, false
	}
	if !bytes.HasPrefix(head, []byte("MI")) { // a SEQUENCE longer than 127 bytes, or of open length
		return nil, false
	}
	decoded := make([]byte, base64.StdEncoding.DecodedLen(len(data)))
	n, err := base64.StdEncoding.Decode(decoded, bytes.Join(bytes.Fields(data), nil))
	return decoded[:n], err == nil && isSigned(decoded[:n])
}

func isSigned(data []byte) bool {
	return len(data) > 20 && data[0] == 0x30 && bytes.Contains(data[:min(len(data), 32)], oidSignedData)
}

// envelope reads the document in a signed envelope and remembers who signed.
// The signatures are not verified: no list of trusted certificates is kept.
func (r *reading) envelope(name string, data []byte) error {
	p, err := pkcs7.Parse(data)
	if err != nil {
		r.note(typeCMS)
		return corrupt(err)
	}
	if len(p.Content) == 0 {
		r.note(typeSignature)
		r.sign(p)
		r.summary.Reason = "a signature that is kept apart from its document"
		return nil
	}
	r.note(typeCMS)
	r.sign(p)
	if r.level++; r.level > r.opts.Limits.Levels {
		return tooLarge(fmt.Sprintf("more than %d envelopes", r.opts.Limits.Levels))
	}
	return r.document(innerName(name), p.Content)
}

// sign remembers the names of who signed, in the order of the signatures. The
// fiscal code, which stands in the serial number of the subject, is left alone.
func (r *reading) sign(p *pkcs7.PKCS7) {
	for _, s := range p.Signers {
		for _, c := range p.Certificates {
			if c.SerialNumber.Cmp(s.IssuerAndSerialNumber.SerialNumber) != 0 || !bytes.Equal(c.RawIssuer, s.IssuerAndSerialNumber.IssuerName.FullBytes) {
				continue
			}
			if name := signerName(c.Subject); name != "" && !slices.Contains(r.summary.Signers, name) {
				r.summary.Signers = append(r.summary.Signers, name)
			}
		}
	}
}

// signerName is the common name of a certificate's subject. Where a fiscal code
// stands in it, as in "ROSSI MARIO/RSSMRA70A01H501X" or on the national service
// card, it is given name and surname, or what is left without the code.
func signerName(subject pkix.Name) string {
	name := strings.Join(strings.Fields(cleanText(subject.CommonName)), " ")
	bare := fiscalCode.ReplaceAllString(name, " ")
	if bare == name {
		return name
	}
	var given, surname string
	for _, a := range subject.Names {
		switch value := fmt.Sprint(a.Value); {
		case a.Type.Equal(oidGivenName):
			given = value
		case a.Type.Equal(oidSurname):
			surname = value
		}
	}
	if full := strings.TrimSpace(given + " " + surname); full != "" {
		return strings.TrimSpace(fiscalCode.ReplaceAllString(cleanText(full), ""))
	}
	words := strings.FieldsFunc(bare, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '\'' && c != '.' && c != '-'
	})
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return strings.ContainsAny(w, "0123456789") || !hasLetter(w) }), " ")
}

func hasLetter(word string) bool { return strings.ContainsFunc(word, unicode.IsLetter) }

// The attributes of a subject (RFC 5280, A.1) that hold a person's names.
var (
	oidGivenName = asn1.ObjectIdentifier{2, 5, 4, 42}
	oidSurname   = asn1.ObjectIdentifier{2, 5, 4, 4}
)

// fiscalCode is an Italian fiscal code, letters for digits included where two
// people would have the same one, and what is put before it in certificates
// (ETSI EN 319 412-1, 5.1.3).
var fiscalCode = regexp.MustCompile(`(?i)(?:(?:TIN|PNO|IDC|PAS)?IT[-:])?` +
	`[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]` +
	`|(?:TIN|PNO|IDC|PAS)IT[-:][A-Z0-9]*`)

// innerName is the name of what an envelope holds: "a.pdf.p7m" holds "a.pdf".
func innerName(name string) string {
	ending := strings.ToLower(path.Ext(name))
	if ending == ".p7m" || ending == ".p7s" || ending == ".p7c" || ending == ".pem" {
		return name[:len(name)-len(ending)]
	}
	return name
}
