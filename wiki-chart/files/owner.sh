#!/usr/bin/env bash
# Runs once, when the volume is empty. The service's role is no superuser, and the superuser is left without a password:
# it can log in inside the pod alone.
psql --no-psqlrc --set ON_ERROR_STOP=1 --dbname postgres \
  --set name="$WIKI_DATABASE" --set user="$WIKI_USER" --set password="$POSTGRES_PASSWORD" <<'SQL'
create role :"user" login password :'password';
create database :"name" owner :"user";
alter role current_user password null;
SQL
