// Package extract gets the text of any document: by page, sheet or slide, with
// the names of who signed it.
//
// Documents come from strangers, and parsers fail in ways that no error tells.
// So nothing of a document is parsed in the server: Read does the work, inside
// a child process that limits itself (Child), and a Runner in the server starts
// such children, bounds them from outside and survives whatever they do. A Pool
// works through what a library has waiting.
//
// What comes of a document is never an error but a state (content.TextState)
// with a reason: a document that cannot be read is still kept and served.
package extract
