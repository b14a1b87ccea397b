-- one row per trip with a place in the study area: its grid cell and metres on the plane
with points as (
    select
        trips.line,
        coalesce(trips.lon, area_points.lon) - plane.lon_0 as u,
        coalesce(trips.lat, area_points.lat) - plane.lat_0 as v,
        trips.lon is null or not coalesce(trips.exact, true) as guessed,
        trips.call_at,
        trips.band,
        trips.late,
        trips.post,
        trips.area,
        trips.severity,
        trips.turnout_min,
        trips.drive_min,
        trips.response_min,
        trips.busy_min,
        trips.state
    from trips
    cross join plane
    left join area_points on trips.lon is null and area_points.area = trips.area
    where trips.state <> 'no_call'
        and coalesce(trips.lon, area_points.lon) between plane.west and plane.east
        and coalesce(trips.lat, area_points.lat) between plane.south and plane.north
),
-- The projection as a polynomial of degrees, fitted by the step before (error below a centimetre).
metres as (
    select
        points.*,
        plane.cell_m,
        plane.x_00 + v * (plane.x_01 + v * (plane.x_02 + v * (plane.x_03 + v * plane.x_04)))
        + u * (plane.x_10 + v * (plane.x_11 + v * (plane.x_12 + v * plane.x_13))
            + u * (plane.x_20 + v * (plane.x_21 + v * plane.x_22) + u * (plane.x_30 + v * plane.x_31 + u * plane.x_40))) as x,
        plane.y_00 + v * (plane.y_01 + v * (plane.y_02 + v * (plane.y_03 + v * plane.y_04)))
        + u * (plane.y_10 + v * (plane.y_11 + v * (plane.y_12 + v * plane.y_13))
            + u * (plane.y_20 + v * (plane.y_21 + v * plane.y_22) + u * (plane.y_30 + v * plane.y_31 + u * plane.y_40))) as y
    from points
    cross join plane
)
select
    line,
    call_at,
    band,
    late,
    post,
    area,
    severity,
    state,
    guessed,
    turnout_min,
    drive_min,
    response_min,
    busy_min,
    x,
    y,
    cast(floor(x / cell_m) as integer) as cell_x,
    cast(floor(y / cell_m) as integer) as cell_y
from metres
