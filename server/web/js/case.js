// Conveniences of the reading page.
