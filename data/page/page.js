/* page.js - comfort only: everything works without it. Keys: / to search. */
'use strict';
document.addEventListener('keydown', (e) => {
	const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
	if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
		document.getElementById('q').focus();
		e.preventDefault();
	}
});
document.addEventListener('keydown', (e) => {
	if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || e.ctrlKey || e.metaKey || e.altKey)
		return;
	document.querySelector(`button[data-key="${CSS.escape(e.key)}"]`)?.click();
});
document.querySelector('mark.chosen')?.scrollIntoView({block: 'center'});
