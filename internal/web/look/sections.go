package look

// sections is the navigation, from top to bottom.
var sections = []struct {
	Section
	JA, EN string
}{
	{Overview, "概況", "Overview"},
	{Inventory, "台帳", "Inventory"},
	{Exposures, "露出", "Exposures"},
	{Watch, "監視", "Watch"},
	{Leaks, "流出照合", "Leaks"},
	{Cases, "事案", "Cases"},
	{Canaries, "おとり", "Canaries"},
	{Sources, "データ源と予定", "Sources & schedule"},
	{Audit, "操作記録", "Audit log"},
	{Settings, "設定", "Settings"},
}
