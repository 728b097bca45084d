package server

import (
	"testing"

	"copratica/content"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	all, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	it, en := all[langIT], all[langEN]
	tests := []struct{ got, want string }{
		{it.Euro(300000), "300.000\u00a0€"},
		{it.Euro(1234.5), "1.234,50\u00a0€"},
		{it.Euro(0), "0\u00a0€"},
		{en.Euro(300000), "€300,000"},
		{en.Euro(1234.5), "€1,234.50"},
		{it.Percent(32.7), "32,7%"},
		{en.Percent(32.7), "32.7%"},
		{it.Decimal(12.5), "12,5"},
		{it.Decimal(40), "40"},
		{it.Int(-5), "-5"},
		{it.Int(1234567), "1.234.567"},
		{en.Int(1234567), "1,234,567"},
		{it.Bytes(12), "12\u00a0B"},
		{it.Bytes(380_400), "380\u00a0kB"},
		{it.Bytes(1_250_000), "1,2\u00a0MB"},
		{it.Date("2023-05-12"), "12 maggio 2023"},
		{it.Date("2023-05-01"), "1º maggio 2023"},
		{it.Date("2023-05"), "maggio 2023"},
		{it.Date("2023"), "2023"},
		{it.Date(""), ""},
		{it.Date("oggi"), ""},
		{en.Date("2023-05-01"), "1 May 2023"},
		{en.Date(content.Date("2026-11")), "November 2026"},
		{it.Years(nil), ""},
		{it.Years([]int{2024}), "2024"},
		{it.Years([]int{2023, 2024}), "2023–2024"},
		{it.Years([]int{2019, 2021, 2022, 2023, 2026}), "2019, 2021–2023, 2026"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
