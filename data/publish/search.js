// search.js - search without a server: index.js holds titles, addresses, kinds and words; every word that is typed must begin one of them.
"use strict";
(function () {
	var box = document.getElementById("search"), input = document.getElementById("words"), found = document.getElementById("found");
	var count = document.getElementById("count"), MOST = 100;
	function plain(s) {
		return s.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
	}
	var texts = index.map(function (e) { return " " + plain(e[0] + " " + e[2] + " " + e[3]).replace(/[^\p{L}\p{N}]+/gu, " "); });
	function show() {
		var words = plain(input.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean), n = 0;
		found.textContent = "";
		count.textContent = "";
		if (!words.length)
			return;
		index.forEach(function (e, i) {
			if (!words.every(function (w) { return texts[i].indexOf(" " + w) >= 0; }))
				return;
			n += 1;
			if (n > MOST)
				return;
			var li = document.createElement("li"), a = document.createElement("a"), kind = document.createElement("span");
			a.href = e[1];
			a.textContent = e[0];
			kind.className = "dim";
			kind.textContent = " " + e[2];
			li.append(a, kind);
			found.append(li);
		});
		count.textContent = String(n);
	}
	box.hidden = false;
	input.addEventListener("input", show);
	show();
}());
