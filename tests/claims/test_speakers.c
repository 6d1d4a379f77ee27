/*
 * test_speakers.c - who says a figure and who passes it on, in English: verbs and papers, asides, headlines, turns, direct speech,
 * pronouns; how far somebody's word goes; texts that are hard work. "nobody" is the author's own voice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "marked.h"

struct row {
	const char *text, *by, *via;
};

static void check(const struct row *rows, size_t n)
{
	size_t failed = 0;
	for (size_t i = 0; i < n; i++) {
		struct kua_arena *a = kua_arena_new();
		struct marked m;
		marked_find(rows[i].text, "en", a, &m);
		const char *by = "no figure", *via = NULL;
		if (m.found.n_figures) {
			const struct kua_figure *f = &m.found.figures[m.found.n_figures - 1];
			by = f->said_by ? f->said_by : "nobody";
			via = f->via;
		}
		if (strcmp(by, rows[i].by) != 0 || strcmp(via ? via : "", rows[i].via ? rows[i].via : "") != 0) {
			print_error("%s: expected %s via %s, got %s via %s\n", rows[i].text, rows[i].by, rows[i].via ? rows[i].via : "nobody", by,
			            via ? via : "nobody");
			failed++;
		}
		kua_arena_free(a);
	}
	assert_int_equal(failed, 0);
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

static void whom_verbs_name(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"A provincial council member said 12 people were killed.", "provincial council member", NULL},
		{"12 people were killed, a senior officer who declined to be named said on Monday.", "senior officer", NULL},
		{"[person Ann Lee], 61, a retired teacher, said 12 people were killed.", "Ann Lee", NULL},
		{"The council's secretary, [person Ann Lee], said 12 people were killed.", "Ann Lee", NULL},
		{"The secretary of security [person Ann Lee] said 12 people were killed.", "Ann Lee", NULL},
		{"[person Ann Lee]'s lawyer said 12 people were killed.", "Ann Lee's lawyer", NULL},
		{"Relatives of [person Ann Lee] said 12 people were killed.", "relatives of Ann Lee", NULL},
		{"A spokesman for the [organisation Bakers Union] said 12 people were killed.", "Bakers Union", NULL},
		{"In the capital police said 12 people were killed.", "police", NULL},
		{"Villagers reached by phone said 12 people were killed.", "villagers", NULL},
		{"A man who gave his name as Yusuf said 12 people were killed.", "Yusuf", NULL},
		{"Police and hospital officials said 12 people were killed.", "police and hospital officials", NULL},
		{"The mothers of the disappeared say 12 people were killed.", "mothers of the disappeared", NULL},
		{"The minister came to the town and said that 12 people were killed.", "minister", NULL},
		{"The army spoke of an accident, adding that 12 people were killed.", "army", NULL},
		{"The boys were beaten, and 12 people were killed, says their lawyer, [person Ann Lee].", "Ann Lee", NULL},
		{"The court found that 12 people had been killed.", "court", NULL},
		{"A report published on Monday by [organisation Bakers Union] says 12 people were killed.", "Bakers Union", NULL},
		{"A video verified by [organisation Daily Gazette] shows that 12 people were killed.", "video", NULL},
		{"By the union's own count 12 people were killed.", "union", NULL},
		{"We were told by the nurses that 12 people were killed.", "nurses", NULL},
		{"Kyiv says 12 people were killed.", "Kyiv", NULL},
	};
	CHECK(rows);
}

static void what_names_nobody(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"12 people were reportedly killed.", "nobody", NULL},
		{"12 people are said to have been killed.", "nobody", NULL},
		{"The group has received reports that 12 people were killed.", "nobody", NULL},
		{"A builder accused of killing 12 people was arrested.", "nobody", NULL},
		{"The cases documented in the book tell of 12 people killed.", "nobody", NULL},
		{"[place Kenya] has recorded 12 deaths.", "nobody", NULL},
		{"12 people were killed in fighting in the pro-democracy movement.", "nobody", NULL},
		{"The note says nothing about the 12 people who were killed.", "nobody", NULL},
		{"Police, who killed 12 people, said they were sorry.", "nobody", NULL},
		{"After soldiers killed 12 people, the minister said he was sorry.", "nobody", NULL},
		{"Police found 12 people who had been killed.", "nobody", NULL},
		{"It is not known who said it. Twelve people were killed.", "nobody", NULL},
		{"Update: 12 people were killed.", "nobody", NULL},
		{"[person Ann Lee]: arrested on 5 May, when police killed 12 people.", "nobody", NULL},
		{"I counted 12 people who were killed.", "nobody", NULL},
		{"12 people were killed.", "nobody", NULL},
	};
	CHECK(rows);
}

static void how_far_a_word_goes(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"The minister said all was quiet; 12 people were killed.", "nobody", NULL},
		{"The minister said all was quiet. 12 people were killed.", "nobody", NULL},
		{"The minister said all was quiet.\n\n12 people were killed.", "nobody", NULL},
		{"Residents (the minister said they were few) left: 12 people were killed.", "nobody", NULL},
		{"Police said two people died, while residents say 12 people were killed.", "residents", NULL},
		{"30 people died, doctors say, and 12 people were killed, residents say.", "residents", NULL},
		{"The statement by the bakers' union reads:\n\n12 people were killed on Monday.", "bakers' union", NULL},
		{"Ms Adams: I was there. It was dark. 12 people were killed.", "Ms Adams", NULL},
		{"Ms Adams: I was there. It was dark.\n\n12 people were killed.", "nobody", NULL},
		{"12 people killed in market: army", "army", NULL},
		{"Police: 12 people injured in protest", "police", NULL},
	};
	CHECK(rows);
}

static void who_passes_it_on(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"[organisation Daily Gazette] reported that police said 12 people were killed.", "police", "Daily Gazette"},
		{"12 people were killed, the newspaper reported, citing the coroner.", "coroner", "newspaper"},
		{"The union, citing nurses, said 12 people were killed.", "union", NULL},
		{"A nurse, quoted by [organisation Daily Gazette], said 12 people were killed.", "nurse", "Daily Gazette"},
		{"[organisation Daily Gazette] quoted a nurse as saying that 12 people were killed.", "nurse", "Daily Gazette"},
		{"A nurse told [organisation Radio Free Press] that 12 people were killed.", "nurse", "Radio Free Press"},
		{"A nurse told parliament that 12 people were killed.", "nurse", NULL},
		{"Speaking to [organisation Radio Free Press], a nurse said 12 people were killed.", "nurse", "Radio Free Press"},
		{"As your newspaper reports, the army admits that 12 people were killed.", "army", "newspaper"},
		{"\"Police told us that 12 people were killed,\" said [person Ann Lee].", "police", "Ann Lee"},
		{"While the mayor spoke of 3 arrests, lawyers said 12 people were arrested.", "lawyers", NULL},
	};
	CHECK(rows);
}

static void direct_speech(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"\"They came at night,\" said [person Ann Lee]. \"They had masks. They killed 12 people.\"", "Ann Lee", NULL},
		{"[person Ann Lee] was there. \"It was dark,\" she said. \"We heard shots. They killed 12 people.\"", "Ann Lee", NULL},
		{"\"They came at night,\" said [person Ann Lee].\n\n\"They had masks.\n\n\"They killed 12 people.\"", "Ann Lee", NULL},
		{"\"12 people were killed!\" shouted the baker.", "baker", NULL},
		{"In an interview with [organisation Radio Free Press] the mayor said: \"12 people were killed.\"", "mayor", "Radio Free Press"},
		{"The letter was read in church. \"12 people were killed,\" it says.", "letter", NULL},
		{"A nurse spoke first.\n\nThe bells rang.\n\n\"12 people were killed.\"", "nobody", NULL},
		{"'12 people were killed,' the general told us.", "general", NULL},
	};
	CHECK(rows);
}

static void pronouns(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"[person Ann Lee] met us. She said 12 people were killed.", "Ann Lee", NULL},
		{"A nurse met us. She said 12 people were killed.", "nurse", NULL},
		{"A nurse said he was tired. He added that 12 people were killed.", "nurse", NULL},
		{"[person Ann Lee] said little of [person Bo Ray]. She said 12 people were killed.", "Ann Lee", NULL},
		{"[organisation Bakers Union] met in May. It said 12 people were killed.", "Bakers Union", NULL},
		{"[organisation Bakers Union] said it was sorry. The union added that 12 people were killed.", "Bakers Union", NULL},
		{"[organisation Amnesty] said it was sorry. The ministry said 12 people were killed.", "ministry", NULL},
		{"Farmers came to the town. They said 12 people were killed.", "farmers", NULL},
		{"Police met doctors. They said 12 people were killed.", "nobody", NULL},
		{"Farmers to whom we spoke on Monday say 12 people were killed.", "farmers", NULL},
		{"The colonel gave the number of people killed as 12.", "colonel", NULL},
		{"Our observers met doctors. They said 12 people were killed.", "nobody", NULL},
		{"Our three investigators are home. They said 12 people were killed.", "nobody", NULL},
		{"The mayor said it was dark. \"12 people were killed,\" he said.", "mayor", NULL},
	};
	CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whom_verbs_name),     cmocka_unit_test(what_names_nobody), cmocka_unit_test(how_far_a_word_goes),
		cmocka_unit_test(who_passes_it_on),    cmocka_unit_test(direct_speech),     cmocka_unit_test(pronouns),
	};
	return cmocka_run_group_tests(tests, marked_setup, marked_teardown);
}
