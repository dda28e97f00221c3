/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Progressive enhancement only: every page works without this file. The clock and the countdown go on
 * from the server's time, never from the computer's own clock.
 */
(function () {
    "use strict";

    var loaded = performance.now();

    function pad(number) {
        return (number < 10 ? "0" : "") + number;
    }

    /* Seconds since the page was rendered, as the server counts. */
    function elapsed() {
        return Math.floor((performance.now() - loaded) / 1000);
    }

    function tickClock(clock) {
        var now = Number(clock.dataset.nowUs) / 1000 + elapsed() * 1000;
        var danish = document.documentElement.lang === "da";
        var parts = new Intl.DateTimeFormat("en-GB", {
            timeZone: "Europe/Copenhagen", hourCycle: "h23", year: "numeric",
            month: danish ? "2-digit" : "long", day: danish ? "2-digit" : "numeric",
            hour: "2-digit", minute: "2-digit", second: "2-digit"
        }).formatToParts(new Date(now)).reduce(function (all, part) {
            all[part.type] = part.value;
            return all;
        }, {});
        clock.textContent = danish
            ? parts.day + "-" + parts.month + "-" + parts.year + " kl. " + parts.hour + "." +
              parts.minute + "." + parts.second
            : parts.day + " " + parts.month + " " + parts.year + ", " + parts.hour + ":" +
              parts.minute + ":" + parts.second;
    }

    function tickCountdown(countdown, clock) {
        var left = (Number(countdown.dataset.deadlineUs) - Number(clock.dataset.nowUs)) / 1000000;
        left = Math.max(0, Math.floor(left) - elapsed());
        var days = Math.floor(left / 86400);
        if (days === 0) {
            countdown.textContent = pad(Math.floor(left / 3600)) + ":" +
                pad(Math.floor(left / 60) % 60) + ":" + pad(left % 60);
        }
    }

    /*
     * Says in time that the login ends. Every page that is opened prolongs it, also in another tab,
     * which leaves the new end where the others see it.
     */
    function watchLogin(note, reminder) {
        var key = "login-ends";
        var soon = 3 * 60 * 1000;
        var ends = Date.now() + Number(note.dataset.leftS) * 1000;

        function look() {
            reminder.hidden = ends - Date.now() > soon;
        }

        try {
            localStorage.setItem(key, String(ends));
            window.addEventListener("storage", function (event) {
                if (event.key === key && Number(event.newValue) > ends) {
                    ends = Number(event.newValue);
                    look();
                }
            });
        } catch (error) {
            /* A browser that stores nothing reminds each tab for itself. */
        }
        look();
        setInterval(look, 5000);
    }

    /* What the menu has no room for stands under a button that the design system always names in Danish. */
    function nameMore() {
        var menu = document.querySelector("[data-more]");
        var name = document.querySelector(".more-button span");
        if (menu && name) {
            name.textContent = menu.dataset.more;
        }
    }

    document.addEventListener("DOMContentLoaded", function () {
        var clock = document.querySelector("[data-now-us]");
        var countdown = document.querySelector("[data-deadline-us]");
        var summary = document.getElementById("error-summary");
        var login = document.querySelector("[data-left-s]");
        if (login) {
            watchLogin(login, document.querySelector(".site-login-soon"));
        }
        if (window.DKFDS) {
            window.DKFDS.init();
            nameMore();
        }
        if (summary) {
            summary.focus();
        }
        if (clock) {
            setInterval(function () {
                tickClock(clock);
                if (countdown) {
                    tickCountdown(countdown, clock);
                }
            }, 1000);
        }
    });
}());
