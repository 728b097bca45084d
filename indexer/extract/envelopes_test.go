package extract

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/smallstep/pkcs7"

	"copratica/content"
)

// code is an invented fiscal code, as certificates carry them.
const code = "RSSMRA70A01H501X"

// sign puts data into an envelope signed under each name.
func sign(t *testing.T, data []byte, subjects ...pkix.Name) []byte {
	t.Helper()
	signed, err := pkcs7.NewSignedData(data)
	if err != nil {
		t.Fatal(err)
	}
	signed.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	for i, subject := range subjects {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(int64(i + 1)), Subject: subject, NotAfter: time.Now().Add(time.Hour)}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err == nil {
			err = signed.AddSigner(cert, key, pkcs7.SignerInfoConfig{})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	out, err := signed.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func subject(cn string) pkix.Name {
	return pkix.Name{CommonName: cn, SerialNumber: "TINIT-" + code}
}

// Whatever is in an envelope is read, however it is armoured, and nothing of
// the fiscal codes in its certificates comes out.
func TestEnvelopes(t *testing.T) {
	t.Parallel()
	words := pkix.Name{CommonName: code + "/6120011234567890.aBc=", SerialNumber: code, ExtraNames: []pkix.AttributeTypeAndValue{
		{Type: oidGivenName, Value: "Anna"}, {Type: oidSurname, Value: "Bianchi"},
	}}
	der := sign(t, docxOf(t, para("dentro un docx")), subject("Mario Prova"), words)
	ber, err := os.ReadFile("testdata/signed/verbale-ber.txt.p7m")
	if err != nil {
		t.Fatal(err)
	}
	letter := "From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nin allegato\r\n" +
		"--x\r\nContent-Disposition: attachment; filename=a.docx.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(der) + "\r\n--x--\r\n"
	both := []string{"Anna Bianchi", "Mario Prova"}
	for _, test := range []struct {
		name, file string
		data       []byte
		inner      []string
		signers    []string
		find       string
	}{
		{"DER", "a.docx.p7m", der, []string{typeDOCX}, both, "dentro un docx"},
		{"BER", "verbale-ber.txt.p7m", ber, []string{typeText}, []string{"Mario Prova"}, "Il melograno della corte"},
		{"base64", "a.docx.p7m", []byte(base64.StdEncoding.EncodeToString(der)), []string{typeDOCX}, both, "dentro un docx"},
		{"PEM", "a.docx.p7m", pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: der}), []string{typeDOCX}, both, "dentro un docx"},
		{"archive", "a.zip.p7m", sign(t, pack(t, "uno.txt", "nel pacco"), subject("Ente "+code)), []string{typeZip}, []string{"Ente"}, "uno.txt nel pacco"},
		{"sheet of values", "a.csv.p7m", sign(t, []byte("voce;importo\nsala;300\n"), subject("X")), []string{typeCSV}, []string{"X"}, "sala;300"},
		{"of a mail", "a.eml", []byte(letter), nil, both, "in allegato a.docx.p7m dentro un docx"},
		{"envelope of envelope", "a.docx.p7m.p7m", sign(t, der, subject("Terza Firma")), []string{typeCMS, typeDOCX}, append(slices.Clone(both), "Terza Firma"), "dentro un docx"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, pages := read(t, &Tools{}, test.file, test.data)
			if s.State != content.TextOK || len(s.Warnings) > 0 {
				t.Errorf("%+v", s)
			}
			if diff := cmp.Diff(test.inner, s.Inner); diff != "" {
				t.Errorf("inside (-want +got):\n%s", diff)
			}
			slices.Sort(s.Signers)
			if diff := cmp.Diff(test.signers, s.Signers); diff != "" {
				t.Errorf("signers (-want +got):\n%s", diff)
			}
			finds(t, pages, []string{test.find})
			all, err := json.Marshal([]any{s, pages})
			if err != nil || bytes.Contains(bytes.ToUpper(all), []byte(code)) || bytes.Contains(all, []byte("TINIT")) {
				t.Errorf("the fiscal code comes out: %s, %v", all, err)
			}
		})
	}
}

func TestSignersWithoutFiscalCode(t *testing.T) {
	t.Parallel()
	for cn, want := range map[string]string{
		"ROSSI MARIO/" + code:               "ROSSI MARIO",
		"ROSSI MARIO (" + code + ")":        "ROSSI MARIO",
		"rossi_mario_" + "rssmra70a01h501x": "rossi mario",
		"TINIT-" + code:                     "",
		"IT:" + code + " D'Andrea, Ugo":     "D'Andrea Ugo",
		"RSSMRATLALMHRLMX":                  "", // letters for digits
		"PNOIT-AB123":                       "",
		"Bianchi Anna:BNCNNA80A41F205Z":     "Bianchi Anna",
		"Mario Rossi":                       "Mario Rossi",
		"Associazione Interregionale 123":   "Associazione Interregionale 123",
		"Bartolomeiquella Antonellinaria":   "Bartolomeiquella Antonellinaria", // sixteen letters, and no code
	} {
		if got := signerName(pkix.Name{CommonName: cn}); got != want {
			t.Errorf("signerName(%q) = %q, want %q", cn, got, want)
		}
	}
}

// An XML that is signed from within (XAdES) is read without what tells who signed.
func TestSignedXML(t *testing.T) {
	t.Parallel()
	latin := "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<Atto><Oggetto>Citt\xe0 e <![CDATA[terzo]]> settore</Oggetto>" +
		"<ds:Signature><ds:SignedInfo>x</ds:SignedInfo><ds:SignatureValue>MIIB</ds:SignatureValue><ds:KeyInfo><ds:X509SubjectName>SERIALNUMBER=TINIT-" + code +
		"</ds:X509SubjectName></ds:KeyInfo><ds:Object><xades:QualifyingProperties>" + code + "</xades:QualifyingProperties></ds:Object></ds:Signature><Fine>fine</Fine></Atto>"
	for file, data := range map[string]string{
		"a.xml":     latin,
		"bom.xml":   "\xef\xbb\xbf" + strings.ReplaceAll(latin, "\xe0", "à"),
		"utf16.xml": "\xff\xfe" + utf16(t, strings.NewReplacer("\xe0", "à", "ISO-8859-1", "UTF-16").Replace(latin)),
	} {
		s, pages := read(t, &Tools{}, file, []byte(data))
		if diff := cmp.Diff([]string{"Città e terzo settore\nfine"}, inOrder(s, pages)); s.State != content.TextOK || diff != "" {
			t.Errorf("%s: %+v (-want +got):\n%s", file, s, diff)
		}
	}
}
