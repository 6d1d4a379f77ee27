/* letter_fields.c - what templates of letters and forms may ask for. docs/templates.md says what each is; a test compares. */
#include "publish/letters.h"

#define ADDRESSEE(list)                                                                                                        \
	{"name", list, KUA_FIELD_TEXT}, {"title", list, KUA_FIELD_TEXT}, {"salutation", list, KUA_FIELD_TEXT}, {"office", list, KUA_FIELD_TEXT}, \
		{"lines", list, KUA_FIELD_LIST}, {"email", list, KUA_FIELD_TEXT}, {"their_country", list, KUA_FIELD_TEXT},     \
		{"their_language", list, KUA_FIELD_TEXT}
#define STEP(list)                                                                                                             \
	{"text", list, KUA_FIELD_TEXT}, {"day", list, KUA_FIELD_TEXT}, {"place", list, KUA_FIELD_TEXT}, {"by", list, KUA_FIELD_TEXT},    \
		{"court", list, KUA_FIELD_TEXT}, {"charge", list, KUA_FIELD_TEXT}, {"article", list, KUA_FIELD_TEXT},          \
		{"sentence", list, KUA_FIELD_TEXT}, {"facility", list, KUA_FIELD_TEXT}, {"unconfirmed", list, KUA_FIELD_TEXT}
#define YOURS(name) {name, NULL, KUA_FIELD_YOURS}

const struct kua_template_field kua_letter_fields[] = {
	/* the letter */
	{"date", NULL, KUA_FIELD_TEXT}, {"deadline", NULL, KUA_FIELD_TEXT}, {"ordinal", NULL, KUA_FIELD_TEXT}, {"issue", NULL, KUA_FIELD_TEXT},
	{"serial", NULL, KUA_FIELD_TEXT}, {"year", NULL, KUA_FIELD_TEXT}, {"index", NULL, KUA_FIELD_TEXT}, {"previous", NULL, KUA_FIELD_TEXT},
	{"previous_index", NULL, KUA_FIELD_TEXT}, {"outcome", NULL, KUA_FIELD_TEXT}, {"languages", NULL, KUA_FIELD_TEXT},
	/* the person and the case */
	{"person", NULL, KUA_FIELD_TEXT}, {"case", NULL, KUA_FIELD_TEXT}, {"named", NULL, KUA_FIELD_TEXT}, {"other_names", NULL, KUA_FIELD_TEXT},
	YOURS("country"), {"situation", NULL, KUA_FIELD_TEXT}, {"now", NULL, KUA_FIELD_TEXT}, {"as_of", NULL, KUA_FIELD_TEXT},
	{"facts", NULL, KUA_FIELD_LIST}, STEP("facts"), {"news", NULL, KUA_FIELD_LIST}, STEP("news"),
	{"arrests", NULL, KUA_FIELD_LIST}, STEP("arrests"), {"detentions", NULL, KUA_FIELD_LIST}, STEP("detentions"),
	{"charges", NULL, KUA_FIELD_LIST}, STEP("charges"), {"trials", NULL, KUA_FIELD_LIST}, STEP("trials"),
	{"remedies", NULL, KUA_FIELD_LIST}, STEP("remedies"), {"harms", NULL, KUA_FIELD_LIST}, STEP("harms"),
	{"disappearances", NULL, KUA_FIELD_LIST}, STEP("disappearances"),
	{"contradictions", NULL, KUA_FIELD_LIST}, {"one", "contradictions", KUA_FIELD_TEXT}, {"other", "contradictions", KUA_FIELD_TEXT},
	/* addressees */
	{"addressees", NULL, KUA_FIELD_LIST}, ADDRESSEE("addressees"), {"copies", NULL, KUA_FIELD_LIST}, ADDRESSEE("copies"),
	{"line", "lines", KUA_FIELD_TEXT},
	/* consent and annexes */
	{"may_submit", NULL, KUA_FIELD_TEXT}, {"may_government", NULL, KUA_FIELD_TEXT}, {"may_public", NULL, KUA_FIELD_TEXT},
	{"consent_giver", NULL, KUA_FIELD_TEXT}, {"consent_on", NULL, KUA_FIELD_TEXT},
	{"annexes", NULL, KUA_FIELD_LIST}, {"annex", "annexes", KUA_FIELD_TEXT}, {"document", "annexes", KUA_FIELD_TEXT},
	{"document_id", "annexes", KUA_FIELD_TEXT}, {"sha256", "annexes", KUA_FIELD_TEXT}, {"bytes", "annexes", KUA_FIELD_TEXT},
	/* of one step, in phrases only */
	{"when", NULL, KUA_FIELD_TEXT}, {"of_place", NULL, KUA_FIELD_TEXT}, {"of_by", NULL, KUA_FIELD_TEXT}, {"of_court", NULL, KUA_FIELD_TEXT},
	{"of_charge", NULL, KUA_FIELD_TEXT}, {"of_article", NULL, KUA_FIELD_TEXT}, {"of_sentence", NULL, KUA_FIELD_TEXT},
	{"of_facility", NULL, KUA_FIELD_TEXT}, {"quote", NULL, KUA_FIELD_TEXT}, {"end", NULL, KUA_FIELD_TEXT},
	/* what the writer adds */
	YOURS("role"), YOURS("pronoun"), YOURS("risk"), YOURS("background"), YOURS("why_now"), YOURS("newspaper"), YOURS("branch"),
	{"asks", NULL, KUA_FIELD_LIST}, {"ask", "asks", KUA_FIELD_YOURS},
	{"sender", NULL, KUA_FIELD_OWN}, {"sender_address", NULL, KUA_FIELD_OWN}, {"sender_phone", NULL, KUA_FIELD_OWN},
	{"sender_email", NULL, KUA_FIELD_OWN}, {"group", NULL, KUA_FIELD_OWN}, {"proposer", NULL, KUA_FIELD_OWN}, {"seconder", NULL, KUA_FIELD_OWN},
	YOURS("relation"), YOURS("family_name"), YOURS("given_names"), YOURS("sex"), YOURS("birth_date"), YOURS("birth_place"), YOURS("nationality"),
	YOURS("identity_document"), YOURS("profession"), YOURS("residence"), YOURS("civil_status"), YOURS("pregnant"), YOURS("warrant"),
	YOURS("warrant_by"), YOURS("law"), YOURS("why_arbitrary"), YOURS("category"), YOURS("circumstances"), YOURS("last_seen"), YOURS("forces"),
	YOURS("why_no_remedy"), YOURS("remedies_exhausted"), YOURS("other_procedures"), YOURS("state_party"), YOURS("articles_violated"),
	YOURS("why_violation"), YOURS("interim_measures"), YOURS("remedies_wanted"), YOURS("confidential"), YOURS("mandates"), YOURS("kind_of_letter"),
	YOURS("victim_group"), YOURS("health"), YOURS("witnesses"), YOURS("anonymity_state"), YOURS("anonymity_public"), YOURS("authorisation"),
	YOURS("arrest_date"), YOURS("arrest_place"), YOURS("detention_length"), YOURS("detention_place"), YOURS("detention_authority"),
	YOURS("detention_reasons"), YOURS("disappearance_date"), YOURS("disappearance_place"), YOURS("remedies_taken"),
	{"sender_nationality", NULL, KUA_FIELD_OWN},
};
const size_t kua_n_letter_fields = sizeof kua_letter_fields / sizeof *kua_letter_fields;
