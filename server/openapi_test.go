package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/go-cmp/cmp"
)

type description struct {
	doc    *openapi3.T
	router routers.Router
}

var loadDescription = sync.OnceValues(func() (*description, error) {
	doc, err := openapi3.NewLoader().LoadFromData([]byte(spec))
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, err
	}
	return &description{doc, router}, nil
})

// checkAgainstSpec fails the test if the answer is not as the description says.
// The request must be right too when it was not refused. What is no operation
// of the description is left alone.
func checkAgainstSpec(t *testing.T, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	d, err := loadDescription()
	if err != nil {
		t.Fatal(err)
	}
	route, params, err := d.router.FindRoute(r)
	if err != nil {
		return
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: func(_ context.Context, in *openapi3filter.AuthenticationInput) error {
			if strings.HasPrefix(in.RequestValidationInput.Request.Header.Get("Authorization"), "Bearer ") {
				return nil
			}
			return errors.New("no token is shown")
		},
	}}
	if r.GetBody != nil {
		if r.Body, err = r.GetBody(); err != nil {
			t.Fatal(err)
		}
	}
	if w.Code < http.StatusBadRequest {
		if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
			t.Errorf("%s %s: the request is not as described, but was not refused: %v", r.Method, r.URL, err)
		}
	}
	if r.Method == http.MethodHead {
		return
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: w.Code, Header: w.Header(),
		Body:    io.NopCloser(bytes.NewReader(w.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if err := openapi3filter.ValidateResponse(context.Background(), out); err != nil {
		t.Errorf("%s %s: the answer is not as described: %v\n%s", r.Method, r.URL, err, w.Body)
	}
}

// The description has every route of the API and of health, and no others.
func TestDescriptionHasTheRoutes(t *testing.T) {
	t.Parallel()
	d, err := loadDescription()
	if err != nil {
		t.Fatal(err)
	}
	var described, routed []string
	for path, item := range d.doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	parameter := regexp.MustCompile(`:(\w+)`)
	for _, r := range testSite(t).Routes() {
		path := parameter.ReplaceAllString(r.Path, "{$1}")
		if r.Method != http.MethodHead && (strings.HasPrefix(path, apiPrefix) || strings.HasSuffix(path, "z")) {
			routed = append(routed, r.Method+" "+path)
		}
	}
	slices.Sort(described)
	slices.Sort(routed)
	if diff := cmp.Diff(described, routed); diff != "" {
		t.Errorf("described (-) and routed (+):\n%s", diff)
	}
}

// HEAD is answered wherever GET is.
func TestEveryPageAnswersHead(t *testing.T) {
	t.Parallel()
	methods := map[string][]string{}
	for _, r := range testSite(t).Routes() {
		methods[r.Path] = append(methods[r.Path], r.Method)
	}
	for path, has := range methods {
		slices.Sort(has)
		has = slices.DeleteFunc(has, func(m string) bool {
			return m != http.MethodGet && m != http.MethodHead && strings.HasPrefix(path, apiRoot+"/cases")
		})
		if !slices.Equal(has, []string{http.MethodGet, http.MethodHead}) {
			t.Errorf("%s answers %v", path, has)
		}
	}
}

// The checker itself must notice a wrong answer.
func TestDescriptionIsStrict(t *testing.T) {
	t.Parallel()
	d, err := loadDescription()
	if err != nil {
		t.Fatal(err)
	}
	r := request("/api/v1/cases")
	route, params, err := d.router.FindRoute(r)
	if err != nil {
		t.Fatal(err)
	}
	good := get(t, testSite(t), "/api/v1/cases?per_page=1").Body.String()
	for name, bad := range map[string]string{
		"unknown key":   strings.Replace(good, `{"query"`, `{"extra":1,"query"`, 1),
		"null array":    strings.Replace(good, `"filters":[]`, `"filters":null`, 1),
		"missing total": strings.Replace(good, `"total"`, `"totale"`, 1),
		"unknown tier":  strings.Replace(good, `"coverage":"all"`, `"coverage":"tutto"`, 1),
		"unknown facet": strings.Replace(good, `"sector":`, `"settore":`, 1),
	} {
		if bad == good {
			t.Fatalf("%s: nothing was changed in %s", name, good)
		}
		out := &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
			Status:                 http.StatusOK,
			Header:                 http.Header{"Content-Type": {"application/json; charset=utf-8"}},
			Body:                   io.NopCloser(strings.NewReader(bad)),
		}
		if err := openapi3filter.ValidateResponse(context.Background(), out); err == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
}
