package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"copratica/content"
)

// apiTaxonomy answers GET /api/v1/taxonomy: the terms by vocabulary.
func (s *site) apiTaxonomy(c *gin.Context) error {
	terms := map[content.Vocabulary][]content.Term{}
	for _, v := range content.Vocabularies() {
		terms[v] = list(s.Library.Taxonomy().Terms(v))
	}
	return s.writeJSON(c, http.StatusOK, terms)
}

// apiSpec answers GET /api/v1/openapi.yaml.
func (s *site) apiSpec(c *gin.Context) error {
	c.Data(http.StatusOK, "application/yaml; charset=utf-8", []byte(spec))
	return nil
}
