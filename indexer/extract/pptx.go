package extract

import (
	"encoding/xml"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"
)

// pptx reads a presentation, each slide with its notes as a page, in the order
// they are shown.
func (r *reading) pptx(data []byte) error {
	p, err := r.parcel(data)
	if err != nil {
		return err
	}
	main, err := p.main("ppt/presentation.xml")
	if err != nil {
		return err
	}
	targets, err := p.relations(main)
	if err != nil {
		return err
	}
	var slides []string
	err = p.walk(main, markup{open: func(t tag, e xml.StartElement) error {
		if t == "p:sldId" {
			for _, a := range e.Attr {
				if a.Name.Space == "r" && a.Name.Local == "id" {
					slides = append(slides, targets[a.Value].part)
				}
			}
		}
		return nil
	}})
	if err != nil {
		return err
	}
	if slides == nil {
		return corrupt(errors.New("there are no slides"))
	}
	for _, slide := range slides {
		if err := r.slide(p, slide); err != nil {
			return err
		}
	}
	return nil
}

// slide adds a slide with its diagrams and charts, then its notes.
func (r *reading) slide(p *parcel, name string) error {
	var w word
	err := p.walk(name, w.markup())
	for _, kind := range []string{"diagramData", "chart", "notesSlide"} {
		if err == nil {
			err = p.beside(name, kind, &w)
		}
	}
	return errors.Join(err, r.page(w.sheet.take()))
}

// beside adds the parts of one kind that belong to a slide.
func (p *parcel) beside(slide, kind string, w *word) error {
	targets, err := p.relations(slide)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(targets)) {
		if targets[id].kind != kind {
			continue
		}
		w.sheet.WriteByte('\n')
		if err := p.walk(targets[id].part, w.markup()); err != nil {
			return err
		}
	}
	return nil
}

// A relation is what an identifier in one part stands for.
type relation struct{ kind, part string }

// relations are those of a part, by identifier; of the whole parcel for "".
func (p *parcel) relations(part string) (map[string]relation, error) {
	dir, file := path.Split(part)
	found := make(map[string]relation)
	err := p.walk(dir+"_rels/"+file+".rels", markup{open: func(t tag, e xml.StartElement) error {
		if strings.HasSuffix(string(t), "Relationship") {
			target := attribute(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(dir, target)
			}
			found[attribute(e, "Id")] = relation{path.Base(attribute(e, "Type")), strings.TrimPrefix(target, "/")}
		}
		return nil
	}})
	return found, err
}
