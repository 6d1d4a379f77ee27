/*
 * test_figures.c - figures in English: number, qualifier, act; what is no figure; who says it, how they know, what it leaves out, where
 * and when. A row is a text and the figures it must give, in order: "act number qualifier", number as low..high or a word.
 */
#include "helper.h"

static const char *shown(struct kua_arena *a, const struct kua_claims_result *r)
{
	struct kua_buf b = KUA_BUF_INIT;
	for (size_t i = 0; i < r->n_figures; i++) {
		const struct kua_figure *f = &r->figures[i];
		kua_buf_printf(&b, "%s%s ", i ? "; " : "", f->act);
		if (f->word)
			kua_buf_str(&b, f->word);
		else if (f->low == f->high)
			kua_buf_printf(&b, "%lld", (long long)f->low);
		else
			kua_buf_printf(&b, "%s..%s", f->low == KUA_NONE ? "" : kua_arena_printf(a, "%lld", (long long)f->low),
			               f->high == KUA_NONE ? "" : kua_arena_printf(a, "%lld", (long long)f->high));
		if (strcmp(f->qualifier, "exact") != 0 && !f->word)
			kua_buf_printf(&b, " %s", f->qualifier);
	}
	const char *out = kua_arena_strndup(a, b.data ? b.data : "", b.len);
	kua_buf_free(&b);
	return out;
}

static const struct {
	const char *text, *want;
} numbers[] = {
	/* how it is said */
	{"12 people were killed.", "killed 12"},
	{"Twelve people have been shot dead.", "killed 12"},
	{"Police shot dead 12 people.", "killed 12"},
	{"The police killed 12 people and wounded 30.", "killed 12; injured 30"},
	{"The blast killed twelve people, wounding thirty others.", "killed 12; injured 30"},
	{"The death toll has risen to 14.", "killed 14"},
	{"There were 14 fatalities.", "killed 14"},
	{"The deaths of 14 people were confirmed.", "killed 14"},
	{"The attack left 14 dead and 30 injured.", "killed 14; injured 30"},
	{"In all, 14 people lost their lives.", "killed 14"},
	{"Two women and three men died.", "killed 2; killed 3"},
	{"The minister, his wife and two guards were killed.", "killed 4"},
	{"14 people were killed and hundreds arrested.", "killed 14; arrested hundreds"},
	{"Dozens of people were beaten and detained.", "injured dozens; arrested dozens"},
	{"Hundreds were injured and arrested.", "injured hundreds; arrested hundreds"},
	{"The radio spoke of 12 wounded. It was not twelve. It was fifty.", "injured 12; injured 50"},
	{"It was not five dead, as the minister claimed. It was eighteen.", "killed 18"},
	{"At least 13 and possibly as many as 16 people were killed.", "killed 13..16 between"},
	{"Not one soldier was wounded.", "injured 0"},
	{"A father of three was shot dead at the gate.", "killed 1"},
	{"A miner is killed every nine days.", ""},
	{"The number of miners shot and killed by police is 12.", "killed 12"},
	{"Seventy miners were shot by police.", "shot 70"},
	{"A soldier was killed.", "killed 1"},
	{"They wounded a policeman and two civilians.", "injured 1; injured 2"},
	{"Thirty workers are in prison.", "imprisoned 30"},
	{"Six of them have disappeared.", "disappeared 6"},
	{"Some 3,000 people demonstrated in the square.", "protested 3000 about"},
	{"The petition has 9,400 signatures.", "signed 9400"},
	{"Over 500 people have signed the letter.", "signed 500.. more than"},
	{"No one was killed.", "killed 0"},
	{"There were no deaths.", "killed 0"},
	{"Officials say 14 people were killed; residents say 70.", "killed 14; killed 70"},
	{"Witnesses put the figure at 40, while officials say 11 people died.", "killed 40; killed 11"},
	{"Not 12 but 70 people were killed.", "killed 70"},
	{"The death toll rose to 14 from 12.", "killed 14"},
	{"Ten people died: seven miners and three guards.", "killed 10; killed 7; killed 3"},
	{"2,011 deaths were recorded.", "killed 2011"},
	{"A man and a woman were killed.", "killed 2"},
	{"The number of wounded now exceeds 300.", "injured 300.. more than"},
	{"The number of bodies was put at anywhere from 15 to 25.", "killed 15..25 between"},
	{"Among the 70 arrested are eleven minors.", "arrested 70; arrested 11"},
	{"The attorney general was murdered. The attorney general had been threatened.", "killed 1"},
	{"A soldier was killed. The soldier was killed at noon.", "killed 1"},
	{"judge hector jimenoz was shot dead by gunmen on a motorcycle.", "killed 1"},
	/* how surely */
	{"About 70 people were killed.", "killed 70 about"},
	{"Nearer to 70 people were killed.", "killed 70 about"},
	{"Over 70 people were killed.", "killed 70.. more than"},
	{"At least 70 people were killed.", "killed 70.. at least"},
	{"No fewer than 70 people were killed.", "killed 70.. at least"},
	{"70 or more people were killed.", "killed 70.. at least"},
	{"Up to 70 people were killed.", "killed ..70 at most"},
	{"Fewer than 70 people were killed.", "killed ..70 less than"},
	{"Between 60 and 70 people were killed.", "killed 60..70 between"},
	{"From 60 to 70 people were killed.", "killed 60..70 between"},
	{"Dozens were killed.", "killed dozens"},
	{"Several people were injured.", "injured several"},
	/* what is no figure of people */
	{"He is 12 years old and was killed.", ""},
	{"He was killed 12 years ago.", ""},
	{"He was killed in 2011.", ""},
	{"She was jailed for 12 years.", ""},
	{"Lee, 42, was arrested.", ""},
	{"Police fired 12 rubber bullets.", ""},
	{"12 bullets were fired.", ""},
	{"They paid 70 dollars for the dead.", ""},
	{"The arrests cost $2 million.", ""},
	{"12 cars were destroyed.", ""},
	{"12 per cent were arrested.", ""},
	{"They threatened to kill 12 people.", ""},
	{"12 people could be killed.", ""},
	{"It is feared that 12 people were killed.", ""},
	{"We could not confirm that 12 people were killed.", ""},
	{"If 12 people were killed, who did it?", ""},
	{"A girl was killed. I carried in four wounded men; one of them died in my shop.", "killed 1; injured 4; killed 1"},
	{"Nobody has been arrested for the killings.", ""},
	{"They planned on killing 12 people.", ""},
	{"The 12th worker was killed.", "killed 1"},
	{"Nobody knows how many were killed.", ""},
	{"Two gunmen fled.", ""},
	{"It was the worst since 1976, when hundreds of pupils died.", ""},
	{"It is not true that 45 people were arrested.", ""},
	{"Was it 20 people who were killed, or 200?", ""},
	{"Claims that 500 people were shot could not be verified.", ""},
	{"The hospital would not confirm the figure of 40 dead.", ""},
	{"One in five detainees was beaten.", ""},
	{"She is 42 and has been in prison for 11 years.", ""},
	{"The lawyer was released.", ""},
	{"The opposition won 12 seats.", ""},
};

static void what_people_say(void **state)
{
	(void)state;
	size_t failed = 0;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_item item = {.id = "x", .text = numbers[i].text};
		struct kua_claims_result r = claims_of(all_rules, &item, NULL, 0, a);
		const char *got = shown(a, &r);
		if (strcmp(got, numbers[i].want) != 0) {
			print_error("%s: expected \"%s\", got \"%s\"\n", numbers[i].text, numbers[i].want, got);
			failed++;
		}
		kua_arena_free(a);
	}
	assert_int_equal(failed, 0);
}

/* ---- names, for the fields that need them ---- */

#define NAMES 16

static size_t name_all(const char *text, const char *form, const char *kind, struct kua_arena *a, struct kua_named *out, size_t n)
{
	for (const char *p = text; n < NAMES && (p = strstr(p, form)); p += strlen(form)) {
		struct kua_mention *m = KUA_NEW(a, struct kua_mention);
		m->form = form;
		m->start = p - text;
		m->end = m->start + (int64_t)strlen(form);
		out[n++] = (struct kua_named){m, kind, form};
	}
	return n;
}

static int by_start(const void *x, const void *y)
{
	const struct kua_named *a = x, *b = y;
	return (a->mention->start > b->mention->start) - (a->mention->start < b->mention->start);
}

/* The figures of an item in which Ann Lee, Aktau, Oral and the Miners' Union are known names. */
static struct kua_claims_result read_item(struct kua_item item, struct kua_arena *a)
{
	struct kua_named named[NAMES];
	size_t n = name_all(item.text, "Ann Lee", "person", a, named, 0);
	n = name_all(item.text, "Aktau", "place", a, named, n);
	n = name_all(item.text, "Oral", "place", a, named, n);
	n = name_all(item.text, "Kazakhstan", "place", a, named, n);
	qsort(named, n, sizeof *named, by_start);
	item.id = "x";
	return claims_of(all_rules, &item, named, n, a);
}

#define ASSERT_TEXT(got, want) assert_string_equal((got) ? (got) : "nobody", (want))

static void who_says_it(void **state)
{
	(void)state;
	static const struct {
		struct kua_item item;
		const char *want;
	} cases[] = {
		{{.text = "Officials say that 12 people were killed."}, "officials"},
		{{.text = "According to the authorities 12 people were killed."}, "authorities"},
		{{.text = "12 people were killed, according to eyewitnesses."}, "eyewitnesses"},
		{{.text = "The official number of those killed is 12."}, "officials"},
		{{.text = "Residents, however, insist that 12 people were killed."}, "residents"},
		{{.text = "12 people were killed, said Ann Lee."}, "Ann Lee"},
		{{.text = "Ann Lee saw it. She said that 12 people were killed."}, "Ann Lee"},
		{{.text = "Ann Lee says: “I was there. They shot at us. 12 people were killed.”"}, "Ann Lee"},
		{{.text = "12 people were killed.\n\nYours sincerely, Ann Lee"}, "Ann Lee"},
		{{.text = "12 people were killed.\n\nAnn Lee, Secretary, Prisoners' Aid"}, "Ann Lee"},
		{{.text = "12 people were killed.\n\nAnn Lee\nSecretary, Prisoners' Aid", .author = "T"}, "Ann Lee"},
		{{.text = "In a letter to the press, the secretary, Ann Lee, protests.\n\n12 people were killed."}, "Ann Lee"},
		{{.text = "12 people were killed.", .title = "Statement by the trade union Solidarity on the visit"}, "Solidarity"},
		{{.text = "12 people were killed.", .author = "Ann Lee"}, "Ann Lee"},
		{{.text = "12 people were killed.", .author = "clare"}, "nobody"},
		{{.text = "12 people were killed.", .author = "clare", .issuer = "Prisoners' Aid"}, "Prisoners' Aid"},
		{{.text = "12 people were killed.", .author = "Ann Lee", .issuer = "Prisoners' Aid"}, "Ann Lee"},
		{{.text = "Officials say 12 people were killed.", .issuer = "Prisoners' Aid"}, "officials"},
		{{.text = "12 people were killed.\n\nFor the board: Ann Lee, president", .issuer = "Prisoners' Aid"}, "Prisoners' Aid"},
		{{.text = "12 people were killed.\n\nFor the board: Ann Lee, president"}, "Ann Lee"},
		{{.text = "12 people were killed.\n\nIssued by Ann Lee, president", .issuer = "Prisoners' Aid"}, "Ann Lee"},
		{{.text = "12 people were killed.\n\nAnn Lee", .issuer = "relatives of the dead"}, "relatives of the dead"},
		{{.text = "12 people were killed.\n\nAnn Lee\nOral\n\nCoast Weekly", .author = "Ann Lee"}, "Ann Lee"},
		{{.text = "12 people were killed.", .author = "T"}, "nobody"},
		{{.text = "Officials say 12 people were killed.", .author = "Ann Lee"}, "officials"},
		{{.text = "According to the prosecutor general, 12 people were killed.", .author = "Ann Lee"}, "prosecutor general"},
		{{.text = "According to the Hamas-run health ministry, 12 people were killed."}, "Hamas-run health ministry"},
		{{.text = "According to Spravka, at least 12 people were killed.", .author = "Ann Lee"}, "Spravka"},
		{{.text = "Officials gave a figure without being asked: 12 people were killed, they said.", .author = "Ann Lee"}, "officials"},
		{{.text = "Police met doctors. They said 12 people were killed.", .author = "Ann Lee"}, "nobody"},
		{{.text = "A clerk in the mayor's office added that 12 people were injured.", .author = "Ann Lee"},
		 "clerk in the mayor's office"},
		{{.text = "A nurse, who asked us not to write her name, had counted over 40 bodies.", .author = "Ann Lee"}, "nurse"},
		{{.text = "The authorities continue to claim that only four people died."}, "authorities"},
		{{.text = "The governor said on television that nobody was killed by the army."}, "governor"},
		{{.text = "The president of the Miners' Union said that 12 people died."}, "Miners' Union"},
		{{.text = "Miners on the hill told this newspaper that more than 50 of their comrades were missing."},
		 "miners on the hill"},
		{{.text = "My neighbours and I counted 17 bodies before the trucks came, and the nurses told us it was over.", .author = "Ann Lee"},
		 "Ann Lee"},
		{{.text = "Your report of 14 March speaks of nine dead.\n\nYours sincerely, Ann Lee"}, "report"},
		{{.text = "LETTERS TO THE EDITOR\n\n12 people were killed."}, "nobody"},
		{{.text = "Ann Lee, journalist. Detained on 12 November.\n\nIn all, 12 people were killed."}, "nobody"},
		{{.text = "A human rights activist, Ann Lee, said that 745 people were arrested."}, "Ann Lee"},
		{{.text = "Activists spoke of more. \"We know of 32 people who are in prison,\" said Ann Lee, a clerk."}, "Ann Lee"},
		{{.text = "12 people were killed.\n\nYours faithfully,\nAnn Lee (Mrs)\nSecretary, Widows' Committee"}, "Ann Lee"},
		{{.text = "Police in Aktau, Kazakhstan, said one woman was killed."}, "police"},
		{{.text = "Ann Lee herself admitted on 28 November that 54 people were killed."}, "Ann Lee"},
		{{.text = "Residents later on Friday told us that 54 people were killed."}, "residents"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_claims_result r = read_item(cases[i].item, a);
		if (r.n_figures != 1)
			fail_msg("%s: %zu figures", cases[i].item.text, r.n_figures);
		ASSERT_TEXT(r.figures[0].said_by, cases[i].want);
		assert_true(r.figures[0].reasons.n >= 2);
		kua_arena_free(a);
	}
}

static void two_speakers_in_one_sentence(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	struct kua_claims_result r =
		read_item((struct kua_item){.text = "Officials say 12 people died, but residents say 70 people were killed."}, a);
	assert_int_equal(r.n_figures, 2);
	ASSERT_TEXT(r.figures[0].said_by, "officials");
	ASSERT_TEXT(r.figures[1].said_by, "residents");
	kua_arena_free(a);
}

static void what_it_leaves_out_and_rests_on(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	struct kua_claims_result r = read_item(
		(struct kua_item){.text = "The official number of those killed is 12. But after speaking to doctors I believe that at least 40 "
		                          "people were killed. This figure does not include the missing. Neither does it include those who "
		                          "died in prison."},
		a);
	assert_int_equal(r.n_figures, 2);
	assert_int_equal(r.figures[0].leaves_out.n, 0);
	assert_null(r.figures[0].basis);
	assert_string_equal(r.figures[1].basis, "doctors");
	assert_int_equal(r.figures[1].leaves_out.n, 2);
	assert_string_equal(r.figures[1].leaves_out.v[0], "the missing");
	assert_string_equal(r.figures[1].leaves_out.v[1], "those who died in prison");
	kua_arena_free(a);
}

/* Not the part that stands last, and not those who are left out. */
static void what_the_whole_leaves_out(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	struct kua_claims_result r = read_item(
		(struct kua_item){.text = "We have verified 31 deaths. Eighteen people were drowned, nine were shot dead and four were beaten to "
		                          "death. The figure does not include the missing, nor those who died in the hospital."},
		a);
	assert_true(r.n_figures >= 4);
	assert_int_equal(r.figures[0].low, 31);
	assert_int_equal(r.figures[0].leaves_out.n, 2);
	assert_string_equal(r.figures[0].leaves_out.v[0], "the missing");
	assert_string_equal(r.figures[0].leaves_out.v[1], "those who died in the hospital");
	for (size_t i = 1; i < r.n_figures; i++)
		assert_int_equal(r.figures[i].leaves_out.n, 0);
	kua_arena_free(a);
}

static void where_and_when(void **state)
{
	(void)state;
	static const struct {
		struct kua_item item;
		const char *place, *date;
	} cases[] = {
		{{.text = "On 16 December 2011, 12 people were killed in Aktau."}, "Aktau", "2011-12-16"},
		{{.text = "In 2011, 12 people in Aktau in Kazakhstan were shot."}, "Aktau", "2011"},
		{{.text = "Workers met in Aktau on 5 May 2012. 12 people were arrested."}, "Aktau", "2012-05-05"},
		{{.text = "On 3 June 12 people were arrested in Oral.", .published_on = "2016-06-10"}, "Oral", "2016-06-03"},
		{{.text = "They did not fire, as they did in Aktau in 2011, however, 12 people were arrested.", .title = "News from Oral"},
		 "nobody", "2011"},
		{{.text = "Thank you for your report of 2 July. In Oral 12 people were killed."}, "Oral", "nobody"},
		{{.text = "16 December marks the fourth anniversary of the strike in Aktau. Soldiers killed 12 people.",
		  .published_on = "2015-12-15"},
		 "Aktau", "2011-12-16"},
		{{.text = "After the shooting 270 miners were arrested in Oral; the charges were dropped in September 2012."}, "Oral", "nobody"},
		{{.text = "KYIV (Wire) - More than 40 people died in a fire in Oral.", .title = "Fire"}, "Oral", "nobody"},
		{{.text = "They met in Aktau.\n\n14 people were killed in the town, and more were hurt in Oral."}, "Aktau", "nobody"},
		{{.text = "AKTAU, March 14, 2019 (Wire) - Nine people were killed when soldiers fired in Aktau on Tuesday.",
		  .published_on = "2019-03-14"},
		 "Aktau", "2019-03-12"},
		{{.text = "The march in Aktau began on 16 August 2012. In the week before, ten people had been killed."}, "Aktau", "nobody"},
		{{.text = "The march in Aktau began on 16 August 2012. The next day ten people were killed."}, "Aktau", "2012-08-17"},
		{{.text = "By Ann Lee\nPublished on 14 November 2012\n\n14 people were killed in Aktau.", .published_on = "2012-11-14"},
		 "Aktau", "nobody"},
		{{.text = "He died in Oral on 21 May 2020.\n\nIn August 2020 about 7,000 people were arrested."}, "nobody", "2020-08"},
		{{.text = "They met in Aktau.\n\n14 people were killed in the town, they said, and Oral was quiet."}, "Aktau", "nobody"},
		{{.text = "It began in Aktau. The minister admitted on 5 May 2012 that 14 people were killed."}, "Aktau", "nobody"},
		{{.text = "It began in Aktau. We counted 54 bodies at Oral hospital mortuary."}, "Aktau", "nobody"},
		{{.text = "5 May 2012, Aktau\n\nPolice shot 12 people on 3 May.", .published_on = "2012-05-05"}, "Aktau", "2012-05-03"},
		{{.text = "The march in Aktau began on 16 August 2012. Two days later ten people were killed."}, "Aktau", "2012-08-18"},
		{{.text = "The march in Aktau began on 16 August 2012. A week later ten people were killed."}, "Aktau", "2012-08-23"},
		{{.text = "On 5 May 2016 the court in Oral charged Ann Lee with arson. 12 people were killed."}, "Oral", "nobody"},
		{{.text = "In Oral Ann Lee was sentenced on 5 May 2016. 12 people were imprisoned."}, "Oral", "2016-05-05"},
		{{.text = "The march in Aktau began on 16 August 2012. Several days later ten people were killed."}, "Aktau", "nobody"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_claims_result r = read_item(cases[i].item, a);
		if (r.n_figures != 1)
			fail_msg("%s: %zu figures", cases[i].item.text, r.n_figures);
		if (i == 4) /* the other event's year is the only one, but not this event's place */
			assert_null(r.figures[0].place);
		else
			ASSERT_TEXT(r.figures[0].place, cases[i].place);
		ASSERT_TEXT(r.figures[0].date, cases[i].date);
		kua_arena_free(a);
	}
}

/* The same sentence gives the same figure wherever it stands, once; ids tell figures apart. */
static void place_in_the_text_changes_only_offsets(void **state)
{
	(void)state;
	struct kua_arena *a = kua_arena_new();
	struct kua_claims_result one = read_item((struct kua_item){.text = "At least 12 people were killed."}, a);
	struct kua_claims_result two = read_item(
		(struct kua_item){.text = "It rained. At least 12 people were killed. At least 12 people were killed. 13 were killed."}, a);
	assert_int_equal(one.n_figures, 1);
	assert_int_equal(two.n_figures, 2);
	assert_string_equal(one.figures[0].quote, two.figures[0].quote);
	assert_int_equal(one.figures[0].low, two.figures[0].low);
	assert_string_equal(one.figures[0].qualifier, two.figures[0].qualifier);
	assert_true(strcmp(two.figures[0].id, two.figures[1].id) != 0);
	struct kua_claims_result again = read_item((struct kua_item){.text = "At least 12 people were killed."}, a);
	assert_string_equal(one.figures[0].id, again.figures[0].id);
	kua_arena_free(a);
}

/* Leads of news on shootings: everybody once, those shot and dead apart from those shot and hurt. */
static void shootings(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"A gunman opened fire at a parade on Monday, killing three people and wounding seven others, police said.",
		 "killed 3; injured 7"},
		{"Four people were shot, one fatally, late Saturday, police said.", "shot 4; killed 1; injured 3"},
		{"Seven people were shot, two of them fatally, at a party.", "shot 7; killed 2; injured 5"},
		{"A man was killed and two women were hurt outside a nightclub.", "killed 1; injured 2"},
		{"Two dead, five hurt in Oral shooting\n\nTwo people were killed and five others were injured on Friday night.",
		 "killed 2; injured 5"},
		{"Two dead, five hurt in Oral shooting", "killed 2; injured 5"},
		{"A shooting at a party left one person dead and three hospitalized, officials said.", "killed 1; injured 3"},
		{"Five people, including the gunman, are dead after a shooting at a bank.", "killed 5"},
		{"Six people were shot at a park. One of the victims died at the hospital, police said.", "shot 6; injured 5; killed 1"},
		{"Nine people were shot, including three who died, at a bar.", "shot 9; killed 3; injured 6"},
		{"Police say 3 people are dead and 2 others are in critical condition.", "killed 3; injured 2"},
		{"A 17-year-old boy was killed and four other teenagers were injured.", "killed 1; injured 4"},
		{"Police found five people with gunshot wounds. Two were pronounced dead at the scene and three were taken to hospitals.",
		 "shot 5; killed 2; injured 3"},
		{"One person is dead and five others were injured. A 22-year-old man died at the scene. A woman was taken to a hospital.",
		 "killed 1; injured 5"},
		{"At least one person died and nine others were wounded; two of the wounded were in critical condition.",
		 "killed 1.. at least; injured 9"},
		{"Eight people were shot and one of them has died, police said.", "shot 8; killed 1; injured 7"},
		{"Three people were shot and two were injured in the rush.", "shot 3; injured 2"},
		{"Three people were killed and four were wounded. The suspect was also killed, authorities said.", "killed 3; injured 4"},
		{"Police: 4 killed, 28 wounded at a birthday party", "killed 4; injured 28"},
		{"A 19-year-old was killed and three others injured near campus.", "killed 1; injured 3"},
		{"A boy was fatally shot and his mother was critically injured.", "killed 1; injured 1"},
		{"A man shot and killed his wife and two children before turning the gun on himself.", "killed 3"},
		{"One person is dead and another is in critical condition.", "killed 1; injured 1"},
		{"Deputies found a woman dead and a man suffering from a gunshot wound.", "killed 1; injured 1"},
		{"A gunman killed five people and injured eight before he was shot by officers. He also died.", "killed 5; injured 8"},
		{"Five people including the gunman are dead.", "killed 5"},
		{"Three people were shot. They are in a hospital in stable condition.", "shot 3; injured 3"},
		{"Three people were shot. A woman is in critical condition.", "shot 3; injured 3"},
		{"A mother and her two daughters were shot and killed.", "killed 3"},
		{"A man shot his wife and her brother to death.", "killed 2"},
		{"Man fatally shot in Oral\n\nA 22-year-old man was shot to death on Friday night.", "killed 1"},
		{"A man walked into a hospital with a gunshot wound to his hand.", "shot 1; injured 1"},
		{"A child was rushed to a hospital but was pronounced dead after the shooting.", "killed 1"},
		{"A man shot and killed his wife, her parents and then himself.", "killed 4"},
		{"Four students were shot, and two of them are in critical condition.", "shot 4; injured 2; injured 4"},
		{"One person was killed and five more were shot outside a nightclub.", "killed 1; shot 5; injured 5"},
		{"None of the school's 640 students was hurt in the shooting.", "injured 0"},
		{"Two people were killed and four wounded. The wounded are 20, 27, 34 and 51.", "killed 2; injured 4"},
		{"The shooting left two people dead and a trooper in the hospital.", "killed 2; injured 1"},
		{"A man was killed. A 22-year-old woman was shot in the arm.", "killed 1; shot 1; injured 1"},
		{"A man was killed. A 22-year-old man was shot by a neighbour.", "killed 1; shot 1"},
		{"A boy was shot in the arm, and a man was killed.", "shot 1; killed 1; injured 1"},
		{"A driver was shot in the arm, and a man was killed.", "shot 1; killed 1; injured 1"},
		{"A man was killed. The woman was hit in the shoulder.", "killed 1; shot 1; injured 1"},
		{"A man was killed. The man was shot in the shoulder.", "killed 1; shot 1"},
		{"The man killed in the raid was a baker. Six other people were shot.", "killed 1; shot 6; injured 6"},
		{"Two men, 28 and 35, were each struck in the leg on Route 9.", "shot 2"},
		{"Two men were shot. Both died at the scene.", "shot 2; killed 2"},
		{"A man was shot outside his home and later died.", "killed 1"},
	};
	size_t failed = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_claims_result r = read_item((struct kua_item){.text = cases[i].text}, a);
		const char *got = shown(a, &r);
		if (strcmp(got, cases[i].want) != 0) {
			print_error("%s: expected \"%s\", got \"%s\"\n", cases[i].text, cases[i].want, got);
			failed++;
		}
		kua_arena_free(a);
	}
	assert_int_equal(failed, 0);
}

/* ---- those who are named, parts and totals ---- */

static void those_who_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want, *names;
	} cases[] = {
		{"Ann Lee was shot dead.", "killed 1", "Ann Lee"},
		{"The killing of journalist Ann Lee shocked the town.", "killed 1", "Ann Lee"},
		{"They murdered Jesuit priest Bob Ray.", "killed 1", "Bob Ray"},
		{"Ann Lee, Bob Ray and Carl Orr were killed.", "killed 3", "Ann Lee|Bob Ray|Carl Orr"},
		{"Two people were killed. Ann Lee and Bob Ray died at the scene.", "killed 2", "Ann Lee|Bob Ray"},
		{"Ann Lee was shot dead. The murder of Ann Lee is not solved.", "killed 1", "Ann Lee"},
		{"Ann Lee, a poet, was wounded.", "injured 1", "Ann Lee"},
		{"Ann Lee died in custody.", "killed 1", "Ann Lee"},
		{"Ann Lee died in her sleep.", "", ""},
		{"Ann Lee was arrested.", "", ""},
		{"Ann Lee's lawyer said that nobody helped.", "", ""},
	};
	static const char *const forms[] = {"Ann Lee", "Bob Ray", "Carl Orr"};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_named named[NAMES];
		size_t n = 0;
		for (size_t k = 0; k < 3; k++)
			n = name_all(cases[i].text, forms[k], "person", a, named, n);
		qsort(named, n, sizeof *named, by_start);
		struct kua_item item = {.id = "x", .text = cases[i].text};
		struct kua_claims_result r = claims_of(all_rules, &item, named, n, a);
		struct kua_buf b = KUA_BUF_INIT;
		for (size_t k = 0; r.n_figures && k < r.figures[0].names.n; k++)
			kua_buf_printf(&b, "%s%s", k ? "|" : "", r.figures[0].names.v[k]);
		if (strcmp(shown(a, &r), cases[i].want) != 0 || strcmp(b.len ? kua_arena_strndup(a, b.data, b.len) : "", cases[i].names) != 0)
			fail_msg("%s: got \"%s\"", cases[i].text, shown(a, &r));
		kua_buf_free(&b);
		kua_arena_free(a);
	}
}

static void parts_and_totals(void **state)
{
	(void)state;
	static const struct {
		const char *text, *scope;
		bool part; /* is the second figure a part of the first? */
	} cases[] = {
		{"Twelve people, among them three women, were killed.", NULL, true},
		{"Nine protesters were shot dead, including two schoolboys.", NULL, true},
		{"16 people were killed, 14 of them by police bullets.", NULL, true},
		{"12 people were killed and three were killed elsewhere.", NULL, false},
		{"187 people were killed last year.", "period", false},
		{"Since January 94 people have been killed.", "period", false},
		{"23 people were killed across the country.", "area", false},
		{"In 2011, 70 people protesting in Oral were shot.", NULL, false},
		{"Every week mothers stand outside the ministry, which says that 14 people were killed.", NULL, false},
		{"In the past year she wrote ten letters about the nine journalists in prison.", NULL, false},
		{"Since 2011 the committee has met in London; 14 people were killed in the massacre.", NULL, false},
		{"Every year some 200 miners are killed.", "period", false},
		{"Twelve people were shot dead; three were members of the guard.", NULL, true},
		{"Four people were shot. Two of the victims are teenagers.", NULL, true},
		{"Since January 14 children have been shot. Five of them died.", "period", true},
		{"12 people were killed on Monday.", NULL, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct kua_arena *a = kua_arena_new();
		struct kua_claims_result r = read_item((struct kua_item){.text = cases[i].text, .published_on = "2012-06-01"}, a);
		const char *scope = r.n_figures ? r.figures[0].scope : "no figure";
		for (size_t k = 1; k < r.n_figures; k++) /* a part is of the total of its whole */
			if (r.figures[k].part_of && scope && (!r.figures[k].scope || strcmp(r.figures[k].scope, scope) != 0))
				fail_msg("%s: the part has not the scope of the whole", cases[i].text);
		bool part = r.n_figures > 1 && r.figures[1].part_of && strcmp(r.figures[1].part_of, r.figures[0].id) == 0;
		if (part != cases[i].part || (scope ? !cases[i].scope || strcmp(scope, cases[i].scope) != 0 : cases[i].scope != NULL))
			fail_msg("%s: scope %s, %s", cases[i].text, scope ? scope : "none", part ? "part" : "no part");
		kua_arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_say),
		cmocka_unit_test(who_says_it),
		cmocka_unit_test(two_speakers_in_one_sentence),
		cmocka_unit_test(what_it_leaves_out_and_rests_on),
		cmocka_unit_test(what_the_whole_leaves_out),
		cmocka_unit_test(where_and_when),
		cmocka_unit_test(place_in_the_text_changes_only_offsets),
		cmocka_unit_test(shootings),
		cmocka_unit_test(those_who_are_named),
		cmocka_unit_test(parts_and_totals),
	};
	return cmocka_run_group_tests(tests, load_all, free_all);
}
