package server

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// answerBytes answers with a body, or with 304 where the client has it already.
// The tag is weak: a proxy may send the same page compressed.
func (s *site) answerBytes(c *gin.Context, status int, contentType string, body []byte) {
	if status == http.StatusOK {
		sum := sha256.Sum256(body)
		tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
		c.Header("ETag", tag)
		if matches(c.Request.Header.Values("If-None-Match"), tag) {
			c.Status(http.StatusNotModified)
			c.Writer.WriteHeaderNow()
			return
		}
	}
	c.Data(status, contentType, body)
}

// matches compares tags as RFC 9110 asks for If-None-Match: weakly, any of the
// list, and "*" for whatever there is.
func matches(fields []string, tag string) bool {
	for _, field := range fields {
		for item := range strings.SplitSeq(field, ",") {
			item = strings.TrimSpace(item)
			if item == "*" || strings.TrimPrefix(item, "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
	}
	return false
}
